package metalplant.units.net;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import metalplant.model.Problem;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/**
 * Reads a network out of the variables that plantd writes, one per field of {@code networks} in plant.yaml: {@code PLANT_UPLINK_MODE} ({@code none}, {@code
 * dhcp}, {@code static}), {@code _INTERFACE}, {@code _VLAN}, {@code _ADDRESS}, {@code _GATEWAY}; {@code PLANT_MANAGEMENT_} and {@code PLANT_PXE_} with
 * {@code INTERFACE}, {@code VLAN}, {@code ADDRESS}; {@code PLANT_PXE_RELAYED} with {@code PREFIX@ADDRESS} of networks behind relays.
 */
final class NetworkVariables {
    private static final String UPLINK = "PLANT_UPLINK";

    private final Map<String, String> variables;
    private final List<String> cards;

    private NetworkVariables(Map<String, String> variables, List<String> cards) {
        this.variables = variables;
        this.cards = cards;
    }

    /**
     * The network that is asked for.
     *
     * @param cards those of the host, the best first: it is taken where none is named. A network without any card is left out.
     * @throws Problem BAD_REQUEST that names the variable
     */
    static HostNetwork read(Map<String, String> variables, List<String> cards) {
        var reader = new NetworkVariables(variables, cards);
        var pxe = reader.segment("PLANT_PXE");
        return new HostNetwork(
                reader.uplink(),
                reader.segment("PLANT_MANAGEMENT"),
                pxe,
                pxe.isPresent() ? reader.relayed() : List.of());
    }

    private List<HostNetwork.Relayed> relayed() {
        return text("PLANT_PXE_RELAYED").stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(NetworkVariables::relayed)
                .toList();
    }

    private static HostNetwork.Relayed relayed(String text) {
        int at = text.indexOf('@');
        if (at < 0) {
            throw Problem.bad("PLANT_PXE_RELAYED is a list of PREFIX@ADDRESS, not \"%s\"".formatted(text));
        }
        return naming(
                "PLANT_PXE_RELAYED",
                () -> new HostNetwork.Relayed(
                        Cidr.parse(text.substring(0, at)), IpAddress.parse(text.substring(at + 1))));
    }

    private Optional<HostNetwork.Uplink> uplink() {
        var mode = text(UPLINK + "_MODE").orElse("none");
        return switch (mode) {
            case "none" -> Optional.empty();
            case "dhcp" -> wire(UPLINK).map(wire -> new HostNetwork.Uplink(wire, Optional.empty()));
            case "static" -> wire(UPLINK).map(wire -> new HostNetwork.Uplink(wire, Optional.of(fixed())));
            default -> throw Problem.bad("%s_MODE is none, dhcp or static, not \"%s\"".formatted(UPLINK, mode));
        };
    }

    private HostNetwork.Fixed fixed() {
        return new HostNetwork.Fixed(
                address(UPLINK).orElseThrow(() -> Problem.bad(UPLINK + "_ADDRESS is needed where the mode is static")),
                text(UPLINK + "_GATEWAY").map(text -> naming(UPLINK + "_GATEWAY", () -> IpAddress.parse(text))));
    }

    private Optional<HostNetwork.Segment> segment(String name) {
        return address(name).flatMap(address -> wire(name).map(wire -> new HostNetwork.Segment(wire, address)));
    }

    private Optional<HostAddress> address(String name) {
        return text(name + "_ADDRESS").map(text -> naming(name + "_ADDRESS", () -> HostAddress.parse(text)));
    }

    private Optional<Wire> wire(String name) {
        var card = text(name + "_INTERFACE").or(() -> cards.stream().findFirst());
        return card.map(each -> naming(name + "_INTERFACE", () -> new Wire(each, vlan(name))));
    }

    private OptionalInt vlan(String name) {
        var text = text(name + "_VLAN");
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!text.get().matches("[0-9]{1,4}")) {
            throw Problem.bad("%s_VLAN is a number, not \"%s\"".formatted(name, text.get()));
        }
        return OptionalInt.of(Integer.parseInt(text.get()));
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private interface Reading<T> {
        T read();
    }

    private static <T> T naming(String variable, Reading<T> reading) {
        try {
            return reading.read();
        } catch (Problem e) {
            throw Problem.bad("%s: %s".formatted(variable, e.getMessage())).because(e);
        }
    }
}
