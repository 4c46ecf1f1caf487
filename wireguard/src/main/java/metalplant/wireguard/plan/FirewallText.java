package metalplant.wireguard.plan;

import java.util.stream.Collectors;

/**
 * The plan's packet filter, as a complete table for {@code nft -f -} that takes the place of the former one in one step. It judges the
 * tunnels and the addresses of the mesh and leaves all other traffic to other tables.
 */
public final class FirewallText {
    /** Family and name of our table. */
    public static final String TABLE = "inet metalplant_mesh";

    private static final String ICMP =
            "icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem, echo-request, echo-reply } accept";

    private FirewallText() {}

    /** The same plan gives the same bytes; names of interfaces do not matter, because all of the mesh begin alike. */
    public static String of(MeshPlan plan) {
        return """
                table %1$s
                delete table %1$s
                table %1$s {
                    chain input {
                        type filter hook input priority filter - 10; policy accept;
                        iifname "%2$s*" goto from_peers
                        iifname != "lo" ip6 saddr %3$s counter drop
                        iifname != "lo" ip6 daddr %3$s counter drop
                    }
                    chain from_peers {
                        ip6 saddr != %3$s counter drop
                        ip6 daddr != %4$s counter drop
                        ct state established,related accept
                        %5$s
                        %6$s
                        counter drop
                    }
                    chain forward {
                        type filter hook forward priority filter - 10; policy accept;
                        iifname "%2$s*" counter drop
                        oifname "%2$s*" counter drop
                    }
                    chain output {
                        type filter hook output priority filter - 10; policy accept;
                        oifname "%2$s*" goto to_peers
                    }
                    chain to_peers {
                        ct state established,related accept
                        %5$s
                        %6$s
                        meta l4proto tcp counter reject with tcp reset
                        counter drop
                    }
                }
                """.formatted(TABLE, Link.PREFIX, plan.overlay(), plan.service(), ICMP, openPorts(plan));
    }

    private static String openPorts(MeshPlan plan) {
        if (plan.ports().isEmpty()) {
            return "# no port is open";
        }
        var ports = plan.ports().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return "ct state new tcp dport { %s } accept".formatted(ports);
    }
}
