package metalplant.bootstrap.reach;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.IpAddress;
import metalplant.plan.PlantPlan;
import metalplant.plan.PlantPlan.Reach;
import metalplant.plan.PlantPlan.Uplink;

/**
 * What FRR of a plant is told, once and for good: the address is announced exactly while the kernel has it, so whoever holds or drops it
 * says no word to FRR. Nothing is taken from routers.
 */
public final class ReachFrr {
    private static final int BYTE = 8;
    private static final int BYTE_MASK = 0xff;

    private ReachFrr() {}

    /** {@code frr.conf}; the same plan gives the same text. */
    public static String of(PlantPlan plan, Reach reach) {
        var prefix = reach.address().asHost();
        boolean four = reach.address().family() == AddressFamily.IPV4;
        var word = four ? "ip" : "ipv6";
        var lines = new ArrayList<>(List.of(
                "! One address for all plants. Made by plantctl reach frr; what is changed here by hand is gone with the next one.",
                "frr defaults datacenter",
                "hostname " + plan.place().partition(),
                "log syslog informational",
                "!",
                "%s prefix-list ALL-PLANTS seq 5 permit %s".formatted(word, prefix),
                "!",
                "route-map TELL permit 10",
                " match %s address prefix-list ALL-PLANTS".formatted(word),
                "exit",
                "!",
                "route-map NOTHING deny 10",
                "exit",
                "!",
                "router bgp " + reach.asn(),
                // Drawn from the addresses of the machine it would be the one that all plants have.
                " bgp router-id " + routerId(plan, reach),
                // Without it the address would be told whether or not it is there.
                " bgp network import-check"));
        for (var each : reach.neighbours()) {
            lines.add(" neighbor %s remote-as %d".formatted(each.address(), each.asn()));
            lines.add(" neighbor %s timers 3 9".formatted(each.address()));
            if (!four) {
                lines.add(" no neighbor %s activate".formatted(each.address()));
            }
        }
        lines.add(" address-family %s unicast".formatted(four ? "ipv4" : "ipv6"));
        lines.add("  network " + prefix);
        for (var each : reach.neighbours()) {
            if (!four) {
                lines.add("  neighbor %s activate".formatted(each.address()));
            }
            lines.add("  neighbor %s route-map NOTHING in".formatted(each.address()));
            lines.add("  neighbor %s route-map TELL out".formatted(each.address()));
        }
        lines.addAll(List.of(" exit-address-family", "exit", "!"));
        return String.join("\n", lines) + "\n";
    }

    private static String routerId(PlantPlan plan, Reach reach) {
        return Optional.of(plan.networks().uplink())
                .filter(Uplink.Static.class::isInstance)
                .map(Uplink.Static.class::cast)
                .map(each -> each.address().address())
                .filter(each -> each.family() == AddressFamily.IPV4)
                .map(IpAddress::toString)
                .orElseGet(() -> quad(reach.asn()));
    }

    private static String quad(long number) {
        return "%d.%d.%d.%d"
                .formatted(
                        number >> 3 * BYTE & BYTE_MASK,
                        number >> 2 * BYTE & BYTE_MASK,
                        number >> BYTE & BYTE_MASK,
                        number & BYTE_MASK);
    }
}
