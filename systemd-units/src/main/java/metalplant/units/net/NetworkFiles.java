package metalplant.units.net;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import metalplant.units.net.HostNetwork.Named;

/**
 * The files of systemd-networkd that make a host's networks. No network is waited for: a plant comes up without any, and its own addresses are
 * there whether or not anybody is on the wire.
 */
public final class NetworkFiles {
    /** How the names of all of them begin. */
    public static final String PREFIX = "60-plant-";

    private static final String HEADER = "# Made by plant-net from the networks of plant.yaml.\n";

    private final HostNetwork network;
    private final SortedMap<String, String> files = new TreeMap<>();

    private NetworkFiles(HostNetwork network) {
        this.network = network;
    }

    /** Text by name of file, in the order of names. */
    public static Map<String, String> of(HostNetwork network) {
        var made = new NetworkFiles(network);
        network.named().forEach(made::vlan);
        var cards = new LinkedHashSet<String>();
        network.named().forEach(each -> cards.add(each.wire().card()));
        cards.forEach(made::card);
        return made.files;
    }

    private void vlan(Named named) {
        named.wire().vlan().ifPresent(number -> {
            files.put(PREFIX + named.name() + ".netdev", HEADER + """

                    [NetDev]
                    Name=%s
                    Kind=vlan

                    [VLAN]
                    Id=%d
                    """.formatted(named.device(), number));
            files.put(
                    PREFIX + named.name() + ".network",
                    HEADER + match(named.device()) + addresses(named) + routes(named));
        });
    }

    private void card(String card) {
        var text = new StringBuilder(HEADER + match(card));
        var plain = network.named().stream()
                .filter(each -> each.wire().equals(Wire.card(card)))
                .findFirst();
        var tags = new StringBuilder();
        network.named().stream()
                .filter(each ->
                        each.wire().card().equals(card) && each.wire().vlan().isPresent())
                .forEach(each -> tags.append("VLAN=%s\n".formatted(each.device())));
        text.append(plain.map(this::addresses).orElse("""
                [Network]
                LinkLocalAddressing=no
                IPv6AcceptRA=no
                """));
        files.put(
                PREFIX + card + ".network",
                text.append(tags).append(plain.map(this::routes).orElse("")).toString());
    }

    private static String match(String device) {
        return """

                [Match]
                Name=%s

                [Link]
                RequiredForOnline=no

                """.formatted(device);
    }

    private String addresses(Named named) {
        return switch (named.name()) {
            case "uplink" -> network.uplink().map(NetworkFiles::uplink).orElse("");
            case "management" -> segment(network.management());
            default -> segment(network.pxe());
        };
    }

    private static String uplink(HostNetwork.Uplink uplink) {
        return uplink.fixed()
                .map(fixed -> "[Network]\nLinkLocalAddressing=ipv6\nAddress=%s\n".formatted(fixed.address())
                        + fixed.gateway().map("Gateway=%s\n"::formatted).orElse(""))
                .orElse("[Network]\nDHCP=yes\nIPv6AcceptRA=yes\n");
    }

    /** A section of its own, behind everything that belongs to the network itself. */
    private String routes(Named named) {
        return network.relayed().stream()
                .filter(_ -> named.name().equals("pxe"))
                .map(each -> "\n[Route]\nDestination=%s\nGateway=%s\n".formatted(each.prefix(), each.via()))
                .collect(Collectors.joining());
    }

    private static String segment(Optional<HostNetwork.Segment> segment) {
        return segment.map(each -> """
                        [Network]
                        LinkLocalAddressing=ipv6
                        IPv6AcceptRA=no
                        ConfigureWithoutCarrier=yes
                        Address=%s
                        """.formatted(each.address())).orElse("");
    }
}
