package metalplant.fabric.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.fabric.cabling.FabricSwitch;
import metalplant.fabric.cabling.Peer;
import metalplant.fabric.cabling.SwitchRole;
import metalplant.fabric.number.Numbers.Identity;
import metalplant.model.ip.AddressFamily;
import metalplant.plan.PlantPlan;

/**
 * {@code frr.conf} of one switch, with which the underlay and EVPN come up. On leaves an agent writes its own over it.
 *
 * <p>Policies are written before what names them, and none is named that is not written: a neighbour with an unknown one learns nothing, but
 * an export with an unknown one gives everything away.
 *
 * @see "fabric-frr.md, sections 3 and 8.5"
 */
final class FrrConfig {
    private static final int PREFIXES_MAX = 1000;

    private final PlantPlan plan;
    private final FabricSwitch of;
    private final List<String> lines = new ArrayList<>();

    private FrrConfig(PlantPlan plan, FabricSwitch of) {
        this.plan = plan;
        this.of = of;
    }

    static String of(PlantPlan plan, FabricSwitch of, Optional<Identity> identity) {
        var frr = new FrrConfig(plan, of);
        frr.add(
                "! Made by the plant; switches.yaml says what of.",
                "frr defaults datacenter",
                "hostname " + of.name(),
                "service integrated-vtysh-config",
                "log syslog informational",
                "agentx",
                "!");
        identity.ifPresent(frr::routes);
        frr.add("line vty", "!");
        return String.join("\n", frr.lines) + "\n";
    }

    private void add(String... more) {
        lines.addAll(List.of(more));
    }

    private void routes(Identity identity) {
        var vrfs = new TreeMap<Integer, List<Peer>>();
        of.peers()
                .forEach(each ->
                        vrfs.computeIfAbsent(each.vrf(), _ -> new ArrayList<>()).add(each));
        vrfs.keySet().forEach(each -> add("vrf Vrf" + each, " vni " + each, "exit-vrf", "!"));
        of.links()
                .forEach(each -> add(
                        "interface " + each.port(), " ipv6 nd ra-interval 6", " no ipv6 nd suppress-ra", "exit", "!"));
        if (!vrfs.isEmpty()) {
            policies();
        }
        add("route-map DENY-ALL deny 10", "exit", "!");
        add("route-map LOOPBACKS permit 10", " match interface Loopback0", "exit", "!");
        // Ports have no addresses of their own, so what the switch itself sends needs one.
        add("route-map RM_SET_SRC permit 10", " set src " + identity.loopback(), "exit", "!");
        add("ip protocol bgp route-map RM_SET_SRC", "!");
        underlay(identity);
        vrfs.forEach((vrf, peers) -> outside(identity, vrf, peers));
    }

    /** From outside comes the default route alone, and outside learns what the plant has of the internet. */
    private void policies() {
        add("ip prefix-list OUTSIDE-IN seq 5 permit 0.0.0.0/0");
        int sequence = 5;
        for (var each : plan.prefixes().internet()) {
            if (each.family() == AddressFamily.IPV4) {
                add("ip prefix-list OUTSIDE-OUT seq %d permit %s le 32".formatted(sequence, each));
                sequence += 5;
            }
        }
        if (sequence == 5) {
            add("ip prefix-list OUTSIDE-OUT seq 5 deny any");
        }
        add("!");
        for (var each : List.of("OUTSIDE-IN", "OUTSIDE-OUT")) {
            add("route-map %s permit 10".formatted(each), " match ip address prefix-list " + each, "exit", "!");
        }
    }

    private void underlay(Identity identity) {
        var timers = of.role() == SwitchRole.LEAF ? "2 8" : "1 3";
        add(
                "router bgp " + identity.asn(),
                " bgp router-id " + identity.loopback(),
                " bgp bestpath as-path multipath-relax",
                " neighbor FABRIC peer-group",
                " neighbor FABRIC remote-as external",
                " neighbor FABRIC timers " + timers);
        of.links().forEach(each -> add(" neighbor %s interface peer-group FABRIC".formatted(each.port())));
        add(
                " address-family ipv4 unicast",
                "  redistribute connected route-map LOOPBACKS",
                " exit-address-family",
                " address-family l2vpn evpn",
                "  neighbor FABRIC activate",
                // Exits share an ASN, and spines do.
                "  neighbor FABRIC allowas-in 2");
        if (of.role() != SwitchRole.SPINE) {
            add("  advertise-all-vni");
        }
        add(" exit-address-family", "exit", "!");
    }

    private void outside(Identity identity, int vrf, List<Peer> peers) {
        add(
                "router bgp %d vrf Vrf%d".formatted(identity.asn(), vrf),
                " bgp router-id " + identity.loopback(),
                " bgp bestpath as-path multipath-relax");
        for (var each : peers) {
            add(
                    " neighbor %s remote-as %d".formatted(each.neighbour(), each.asn()),
                    " neighbor %s timers 1 3".formatted(each.neighbour()));
        }
        add(" address-family ipv4 unicast");
        for (var each : peers) {
            add(
                    "  neighbor %s route-map OUTSIDE-IN in".formatted(each.neighbour()),
                    "  neighbor %s route-map OUTSIDE-OUT out".formatted(each.neighbour()),
                    "  neighbor %s remove-private-AS all".formatted(each.neighbour()),
                    "  neighbor %s maximum-prefix %d 80 restart 15".formatted(each.neighbour(), PREFIXES_MAX));
        }
        add(
                " exit-address-family",
                " address-family l2vpn evpn",
                "  advertise ipv4 unicast route-map OUTSIDE-IN",
                " exit-address-family",
                "exit",
                "!");
    }
}
