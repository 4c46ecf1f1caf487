package metalplant.rack.bmc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import metalplant.rack.server.BootTarget;
import metalplant.rack.server.Input;
import metalplant.rack.server.Input.Button;

/**
 * One message for a BMC, read.
 *
 * @param word what it asks for, as written: {@code delete} or a command
 * @param machine the machine id it names, for the log only: the agent goes by address
 * @param host the BMC's address without port
 * @param user login
 * @param password login
 * @param inputs what the server is to be told, in this order; empty for what is to be ignored
 */
public record BmcOrder(String word, String machine, String host, String user, String password, List<Input> inputs) {
    private static final int MESSAGE_MAX = 256 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    public BmcOrder {
        inputs = List.copyOf(inputs);
    }

    /** Reads a message; empty if it is not JSON, too long, or names no BMC. */
    public static Optional<BmcOrder> read(byte[] message) {
        if (message.length > MESSAGE_MAX) {
            return Optional.empty();
        }
        try {
            return of(JSON.readTree(message));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    private static Optional<BmcOrder> of(JsonNode event) {
        JsonNode command = event.path("cmd");
        JsonNode ipmi = command.path("ipmi");
        String address = ipmi.path("address").asText("");
        if (!ipmi.isObject() || address.isEmpty()) {
            return Optional.empty();
        }
        String type = event.path("type").asText("");
        String word = type.equals("command") ? command.path("cmd").asText("") : type;
        int colon = address.lastIndexOf(':');
        return Optional.of(new BmcOrder(
                word,
                command.path("target").asText(event.path("old").asText("")),
                colon < 0 ? address : address.substring(0, colon),
                ipmi.path("user").asText(""),
                ipmi.path("password").asText(""),
                inputs(word)));
    }

    private static List<Input> inputs(String word) {
        return switch (word) {
            case "delete" -> List.of(new Input.BootFrom(BootTarget.PXE), new Input.Power(Button.RESET));
            case "create", "DISK" -> List.of(new Input.BootFrom(BootTarget.DISK));
            case "ON" -> List.of(new Input.Power(Button.ON));
            case "OFF" -> List.of(new Input.Power(Button.OFF));
            case "RESET" -> List.of(new Input.Power(Button.RESET));
            case "CYCLE" -> List.of(new Input.Power(Button.CYCLE));
            case "BIOS" -> List.of(new Input.BootFrom(BootTarget.BIOS));
            case "PXE" -> List.of(new Input.BootFrom(BootTarget.PXE));
            case "REINSTALL" -> List.of(new Input.BootFrom(BootTarget.PXE), new Input.Power(Button.CYCLE));
            case "LED-ON" -> List.of(new Input.Led(true));
            case "LED-OFF" -> List.of(new Input.Led(false));
            default -> List.of();
        };
    }
}
