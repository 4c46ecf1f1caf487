package metalplant.bmc.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import metalplant.bmc.driver.BootDevice;
import metalplant.bmc.driver.Controller;
import metalplant.bmc.driver.PowerButton;
import metalplant.model.firmware.FirmwareKind;

/**
 * What a message of the machine topic asks for.
 *
 * @param machineId as it was written
 * @param word the command as it was written; {@code delete} and {@code create} for a machine that is given back or comes to be
 * @param acts in this order
 * @see "partition-wire.md 2.3 and 4.3"
 */
public record Order(String machineId, String word, Controller controller, List<Act> acts) {
    private static final int MESSAGE_MAX = 256 * 1024;
    private static final int DEPTH_MAX = 32;
    private static final int DEFAULT_PORT = 623;

    /** A host and a port; an IPv6 address in brackets. What could be an option of a program is no host. */
    private static final Pattern ADDRESS =
            Pattern.compile("(?:\\[([0-9a-fA-F:.]{2,45})]|([A-Za-z0-9][A-Za-z0-9.-]{0,252}))(?::(\\d{1,5}))?");

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH_MAX)
                        .build());
    }

    public Order {
        acts = List.copyOf(acts);
    }

    /** What became of reading a message. */
    sealed interface Reading {
        record Asked(Order order) implements Reading {}

        /** Nothing for a controller. */
        record Nothing(String why) implements Reading {}
    }

    /** Reads a message; one that cannot be read asks for nothing, since it would not get better by coming again. */
    static Reading read(byte[] message) {
        if (message.length > MESSAGE_MAX) {
            return new Reading.Nothing("it is longer than %d bytes".formatted(MESSAGE_MAX));
        }
        var event = parse(message);
        var command = event.path("cmd");
        var type = event.path("type").asText("");
        var word = type.equals("command") ? command.path("cmd").asText("") : type;
        var machine = command.path("target").asText(event.path("old").asText(""));
        if (!ID.matcher(machine).matches()) {
            return new Reading.Nothing("it names no machine");
        }
        var acts = acts(word, command.path("firmwareupdate"));
        if (acts.isEmpty()) {
            return new Reading.Nothing("it asks for nothing that a controller does");
        }
        return controller(command.path("ipmi"))
                .<Reading>map(controller -> new Reading.Asked(new Order(machine, word, controller, acts)))
                .orElseGet(() -> new Reading.Nothing("it names no management controller of machine " + machine));
    }

    private static JsonNode parse(byte[] message) {
        try {
            return JSON.readTree(new String(message, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static Optional<Controller> controller(JsonNode ipmi) {
        var match = ADDRESS.matcher(ipmi.path("address").asText(""));
        if (!match.matches()) {
            return Optional.empty();
        }
        int port = match.group(3) == null ? DEFAULT_PORT : Integer.parseInt(match.group(3));
        var host = match.group(1) == null ? match.group(2) : match.group(1);
        return port < 1 || port > 65_535
                ? Optional.empty()
                : Optional.of(new Controller(
                        host,
                        port,
                        ipmi.path("user").asText(""),
                        ipmi.path("password").asText("")));
    }

    private static List<Act> acts(String word, JsonNode firmware) {
        return switch (word) {
            case "delete" -> List.of(new Act.Boot(BootDevice.PXE), new Act.Power(PowerButton.RESET));
            case "create", "DISK" -> List.of(new Act.Boot(BootDevice.DISK));
            case "ON" -> List.of(new Act.Power(PowerButton.ON));
            case "OFF" -> List.of(new Act.Power(PowerButton.OFF));
            case "RESET" -> List.of(new Act.Power(PowerButton.RESET));
            case "CYCLE" -> List.of(new Act.Power(PowerButton.CYCLE));
            case "BIOS" -> List.of(new Act.Boot(BootDevice.BIOS));
            case "PXE" -> List.of(new Act.Boot(BootDevice.PXE));
            case "REINSTALL" -> List.of(new Act.Boot(BootDevice.PXE), new Act.Power(PowerButton.CYCLE));
            case "LED-ON" -> List.of(new Act.Light(true));
            case "LED-OFF" -> List.of(new Act.Light(false));
            case "UPDATE-FIRMWARE" -> update(firmware);
            default -> List.of();
        };
    }

    private static List<Act> update(JsonNode firmware) {
        try {
            var image = URI.create(firmware.path("url").asText(""));
            var scheme = image.getScheme();
            if (image.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
                return List.of();
            }
            return switch (firmware.path("kind").asText("")) {
                case "bios" -> List.of(new Act.Update(FirmwareKind.BIOS, image));
                case "bmc" -> List.of(new Act.Update(FirmwareKind.BMC, image));
                default -> List.of();
            };
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }
}
