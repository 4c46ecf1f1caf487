package metalplant.bmc.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.StreamSupport;
import metalplant.bmc.driver.BootDevice;
import metalplant.bmc.driver.PowerButton;

/** The makers that are known; the last one stands for all others. */
public final class Vendors {
    private static final String RESOURCE = "vendors.json";

    private final List<Vendor> vendors;

    private Vendors(List<Vendor> vendors) {
        this.vendors = List.copyOf(vendors);
    }

    /** Those that come with the program. */
    public static Vendors known() {
        try (var stream = Objects.requireNonNull(Vendors.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return read(new ObjectMapper().readTree(stream));
        } catch (IOException e) {
            throw new UncheckedIOException("the list of makers comes with the program", e);
        }
    }

    /** Whose a controller is that calls its maker so. */
    public Vendor of(String maker) {
        var lower = maker.toLowerCase(Locale.ROOT);
        return vendors.stream()
                .filter(vendor -> vendor.makers().stream().anyMatch(lower::contains))
                .findFirst()
                .orElse(vendors.getLast());
    }

    public List<Vendor> all() {
        return vendors;
    }

    private static Vendors read(JsonNode list) {
        var vendors = new ArrayList<Vendor>();
        list.forEach(node -> vendors.add(vendor(node)));
        return new Vendors(vendors);
    }

    private static Vendor vendor(JsonNode node) {
        var power = new EnumMap<PowerButton, List<String>>(PowerButton.class);
        for (var button : PowerButton.values()) {
            power.put(button, texts(node.required("power").required(button.name())));
        }
        var boot = new EnumMap<BootDevice, Vendor.Override>(BootDevice.class);
        for (var device : BootDevice.values()) {
            var pair = texts(node.required("boot").required(device.name()));
            boot.put(device, new Vendor.Override(pair.getFirst(), pair.getLast()));
        }
        return new Vendor(
                node.required("name").textValue(),
                texts(node.required("makers")),
                power,
                boot,
                node.required("bootBy").textValue().equals("ipmi") ? Vendor.Way.IPMI : Vendor.Way.REDFISH,
                node.path("ipmiDisk").asText(""),
                node.path("uuid").asText("").equals("mixed"),
                node.required("firmware").textValue().equals("SimpleUpdate")
                        ? Vendor.Firmware.SIMPLE_UPDATE
                        : Vendor.Firmware.NONE);
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }
}
