package metalplant.bmc.redfish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import metalplant.bmc.driver.BootDevice;
import metalplant.bmc.driver.Driver;
import metalplant.bmc.driver.Facts;
import metalplant.bmc.driver.Failures;
import metalplant.bmc.driver.PowerButton;
import metalplant.bmc.vendor.Vendor;
import metalplant.bmc.vendor.Vendors;
import metalplant.model.firmware.FirmwareKind;
import metalplant.model.machine.Bmc;

/**
 * A controller with one machine, by DMTF's Redfish 1.x: service root, first system, its chassis and its manager.
 *
 * @see <a href="https://redfish.dmtf.org/schemas/v1/">the schemas</a>
 */
public final class RedfishDriver implements Driver {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int LIST_MAX = 64;

    private final RedfishClient client;
    private final String host;
    private final String systemPath;
    private final Vendor vendor;

    RedfishDriver(RedfishClient client, String host, String systemPath, Vendor vendor) {
        this.client = client;
        this.host = host;
        this.systemPath = systemPath;
        this.vendor = vendor;
    }

    /** Whether its boot device is to be set over IPMI. */
    public boolean bootsByIpmi() {
        return vendor.bootBy() == Vendor.Way.IPMI;
    }

    /** What chooses the disk over IPMI; "" = as the standard has it. */
    public String ipmiDisk() {
        return vendor.ipmiDisk();
    }

    @Override
    public String name() {
        return "Redfish (%s)".formatted(vendor.name());
    }

    @Override
    public Facts facts() {
        var system = client.get(systemPath).body();
        var chassis = linked(system, "Chassis");
        var manager = linked(system, "ManagedBy");
        var power = client.find(chassis.path("Power").path("@odata.id").asText(""))
                .map(RedfishClient.Resource::body)
                .orElse(JSON.objectNode());
        var uuid = text(system, "UUID").toLowerCase(Locale.ROOT);
        return new Facts(
                vendor.mixedUuids() ? MixedUuid.straight(uuid) : uuid,
                fru(system, chassis),
                text(system, "BiosVersion"),
                text(manager, "FirmwareVersion"),
                power(system),
                led(system).or(() -> led(chassis)),
                metric(power),
                supplies(power));
    }

    @Override
    public boolean isOn() {
        return power(client.get(systemPath).body())
                .orElseThrow(() -> Failures.refused(host, "it does not say whether the machine is on"));
    }

    @Override
    public void press(PowerButton button) {
        var reset = client.get(systemPath).body().path("Actions").path("#ComputerSystem.Reset");
        var target = reset.path("target").asText("");
        if (target.isEmpty()) {
            throw Failures.refused(host, "its machine cannot be switched over Redfish");
        }
        client.post(target, JSON.objectNode().put("ResetType", resetType(reset, button)));
    }

    /** The best that it allows; if it does not say what it allows, the best. */
    private String resetType(JsonNode reset, PowerButton button) {
        var wanted = vendor.power().getOrDefault(button, List.of());
        var allowed = new ArrayList<String>();
        reset.path("ResetType@Redfish.AllowableValues").forEach(value -> allowed.add(value.asText("")));
        return wanted.stream()
                .filter(type -> allowed.isEmpty() || allowed.contains(type))
                .findFirst()
                .orElseThrow(() -> Failures.refused(host, "it allows none of %s for %s".formatted(wanted, button)));
    }

    @Override
    public void bootFrom(BootDevice device) {
        var way = vendor.boot().get(device);
        if (way == null) {
            throw Failures.refused(host, "%s cannot be booted from".formatted(device));
        }
        var change = JSON.objectNode();
        change.putObject("Boot")
                .put("BootSourceOverrideTarget", way.target())
                .put("BootSourceOverrideEnabled", way.enabled());
        client.patch(client.get(systemPath), change);
    }

    @Override
    public void identify(boolean on) {
        var system = client.get(systemPath);
        var holder = hasLed(system.body())
                ? system
                : client.find(linkOf(system.body(), "Chassis"))
                        .filter(chassis -> hasLed(chassis.body()))
                        .orElseThrow(() -> Failures.refused(host, "it has no light"));
        client.patch(holder, light(holder.body(), on));
    }

    private static boolean hasLed(JsonNode body) {
        return body.has("LocationIndicatorActive") || body.has("IndicatorLED");
    }

    /** The newer property where it is there: the older one is deprecated since 2020. */
    private static ObjectNode light(JsonNode body, boolean on) {
        return body.has("LocationIndicatorActive")
                ? JSON.objectNode().put("LocationIndicatorActive", on)
                : JSON.objectNode().put("IndicatorLED", on ? "Lit" : "Off");
    }

    @Override
    public void update(FirmwareKind kind, URI image) {
        if (vendor.firmware() == Vendor.Firmware.NONE) {
            throw Failures.refused(host, "firmware of %s is not brought in over the network".formatted(vendor.name()));
        }
        var service = client.get("/redfish/v1/UpdateService").body();
        var target = service.path("Actions")
                .path("#UpdateService.SimpleUpdate")
                .path("target")
                .asText("");
        if (target.isEmpty()) {
            throw Failures.refused(host, "it takes no firmware from an address");
        }
        client.post(
                target,
                JSON.objectNode()
                        .put("ImageURI", image.toString())
                        .put("TransferProtocol", image.getScheme().toUpperCase(Locale.ROOT)));
    }

    private JsonNode linked(JsonNode system, String link) {
        return client.find(linkOf(system, link))
                .map(RedfishClient.Resource::body)
                .orElse(JSON.objectNode());
    }

    private static String linkOf(JsonNode system, String link) {
        return system.path("Links").path(link).path(0).path("@odata.id").asText("");
    }

    private static Optional<Boolean> power(JsonNode system) {
        return switch (text(system, "PowerState")) {
            case "On", "PoweringOff" -> Optional.of(true);
            case "Off", "PoweringOn" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<Boolean> led(JsonNode body) {
        if (body.path("LocationIndicatorActive").isBoolean()) {
            return Optional.of(body.path("LocationIndicatorActive").booleanValue());
        }
        return switch (text(body, "IndicatorLED")) {
            case "Lit", "Blinking" -> Optional.of(true);
            case "Off" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Bmc.Fru fru(JsonNode system, JsonNode chassis) {
        return new Bmc.Fru(
                text(chassis, "PartNumber"),
                text(chassis, "SerialNumber"),
                text(chassis, "Manufacturer"),
                text(system, "SerialNumber"),
                text(system, "PartNumber"),
                text(system, "Manufacturer"),
                text(system, "PartNumber").isEmpty() ? text(system, "Model") : text(system, "PartNumber"),
                text(system, "SerialNumber"));
    }

    private static Optional<Bmc.PowerMetric> metric(JsonNode power) {
        var metrics = power.path("PowerControl").path(0).path("PowerMetrics");
        return metrics.path("AverageConsumedWatts").isNumber()
                ? Optional.of(new Bmc.PowerMetric(
                        metrics.path("AverageConsumedWatts").floatValue(),
                        metrics.path("IntervalInMin").floatValue(),
                        metrics.path("MaxConsumedWatts").floatValue(),
                        metrics.path("MinConsumedWatts").floatValue()))
                : Optional.empty();
    }

    private static List<Bmc.PowerSupply> supplies(JsonNode power) {
        var list = new ArrayList<Bmc.PowerSupply>();
        for (var supply : power.path("PowerSupplies")) {
            if (list.size() < LIST_MAX) {
                list.add(new Bmc.PowerSupply(
                        text(supply.path("Status"), "Health"), text(supply.path("Status"), "State")));
            }
        }
        return list;
    }

    /** Controllers answer with nulls where they do not know, and pad what they know. */
    private static String text(JsonNode body, String name) {
        var value = body.path(name);
        return value.isTextual() ? value.textValue().strip() : "";
    }

    /** Finds the one machine of a controller. */
    static RedfishDriver connect(RedfishClient client, String host, Vendors vendors) {
        var root = root(client, host);
        var systems = client.get(root.path("Systems").path("@odata.id").asText("/redfish/v1/Systems"))
                .body();
        var path = systems.path("Members").path(0).path("@odata.id").asText("");
        if (path.isEmpty()) {
            throw Failures.refused(host, "it has no machine");
        }
        var system = client.get(path).body();
        return new RedfishDriver(client, host, path, vendors.of(text(system, "Manufacturer")));
    }

    /** It needs no password, so that a controller without one speaks something else. */
    private static JsonNode root(RedfishClient client, String host) {
        return client.find("/redfish/v1/")
                .map(RedfishClient.Resource::body)
                .orElseThrow(() -> Failures.unreachable(host, "it does not speak Redfish"));
    }
}
