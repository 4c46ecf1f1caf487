package metalplant.units.net;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;

/** The packet filter of a host, as nft reads it: it takes the place of the one before in one step. */
public final class FirewallText {
    private FirewallText() {}

    /** The whole filter. */
    public static String of(HostNetwork network) {
        var text = new StringBuilder("""
                # Made by plant-net from the networks of plant.yaml. What is not named here does not come in, and nothing is passed on.
                table inet metal_plant
                delete table inet metal_plant
                table inet metal_plant {
                    chain input {
                        type filter hook input priority filter; policy drop;
                        ct state established,related accept
                        ct state invalid drop
                        iif lo accept
                        # What comes out of tunnels was looked at by the filter of the tunnels.
                        iifname "pmesh*" accept
                        icmp type { destination-unreachable, time-exceeded, parameter-problem } accept
                        icmp type echo-request limit rate 50/second accept
                        icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } accept
                        icmpv6 type echo-request limit rate 50/second accept
                        icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert, mld-listener-query } accept
                """);
        network.named()
                .forEach(each -> text.append("        iifname \"%s\" goto %s\n".formatted(each.device(), each.name())));
        text.append("    }\n");
        network.named().forEach(each -> chain(text, each, network));
        return text.append("""
                    chain forward {
                        type filter hook forward priority filter; policy drop;
                    }
                }
                """).toString();
    }

    private static void chain(StringBuilder text, HostNetwork.Named network, HostNetwork host) {
        text.append("    chain %s {\n".formatted(network.name()));
        OpenPorts.beforeAddresses(network).forEach(open -> accept(text, open));
        // Addresses of the rack are the rack's; whoever comes through an uplink may have any.
        if (!network.name().equals("uplink")) {
            network.prefix()
                    .ifPresent(prefix -> text.append("        %s saddr != %s counter drop\n"
                            .formatted(
                                    prefix.family() == AddressFamily.IPV4 ? "ip" : "ip6", all(network, prefix, host))));
        }
        OpenPorts.of(network).forEach(open -> accept(text, open));
        text.append("        counter drop\n    }\n");
    }

    /** The network itself, and those behind its relays. */
    private static String all(HostNetwork.Named network, Cidr prefix, HostNetwork host) {
        if (!network.name().equals("pxe") || host.relayed().isEmpty()) {
            return prefix.toString();
        }
        return Stream.concat(Stream.of(prefix), host.relayed().stream().map(HostNetwork.Relayed::prefix))
                .map(Cidr::toString)
                .collect(Collectors.joining(", ", "{ ", " }"));
    }

    private static void accept(StringBuilder text, OpenPorts open) {
        text.append(
                "        %s dport %s accept comment \"%s\"\n".formatted(open.protocol(), open.ports(), open.what()));
    }
}
