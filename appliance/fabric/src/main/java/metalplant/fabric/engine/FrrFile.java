package metalplant.fabric.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import metalplant.fabric.cabling.SwitchRole;
import metalplant.fabric.policy.Beside;
import metalplant.fabric.policy.FrrText;
import metalplant.fabric.policy.VrfPolicy;
import metalplant.model.ip.AddressFamily;

/**
 * {@code frr.conf} of one switch, whole: fabric, firewalls, machines, and the policy of who learns what.
 *
 * <p>Machines and firewalls are spoken to as metal-core does, with the same groups and timers. What differs: no export is without a map,
 * routes that begin here are tagged, lists have both families under their right keywords, and nothing is named that is not written.
 *
 * @see "partition-wire.md, section 3.5; fabric-frr.md, section 3"
 */
public final class FrrFile {
    /** More prefixes of one machine end its session. */
    private static final int PREFIXES_MAX = 24_000;

    private static final int FIRST_ENTRY = 10;

    private final Desired desired;
    private final List<String> lines = new ArrayList<>();

    private FrrFile(Desired desired) {
        this.desired = desired;
    }

    /** @throws IllegalArgumentException if FRR would take the policy and do something else */
    public static String of(Desired desired) {
        var file = new FrrFile(desired);
        file.write();
        return String.join("\n", file.lines) + "\n";
    }

    private void add(String... more) {
        lines.addAll(List.of(more));
    }

    private void write() {
        var box = desired.box();
        var parts = FrrText.parts(Names.on(box.os(), desired.policy()), new Machines());
        add("! Made by the plant. What is changed here by hand is gone with the next change.");
        add("frr defaults datacenter", "hostname " + box.name());
        add("log syslog informational");
        if (box.snmp()) {
            add("agentx");
        }
        add("!");
        lines.addAll(parts.vrfs());
        interfaces();
        lines.addAll(parts.objects());
        add("route-map LOOPBACKS permit 10", " match interface " + box.os().loopback(), "exit", "!");
        desired.firewalls().forEach(this::firewall);
        box.management().gateway().ifPresent(gateway -> {
            add("ip route 0.0.0.0/0 %s nexthop-vrf mgmt".formatted(gateway));
            box.management().routes().forEach(each -> add("ip route %s %s nexthop-vrf mgmt".formatted(each, gateway)));
            add("!");
        });
        if (box.setsSource()) {
            add("route-map RM_SET_SRC permit 10", " set src " + box.loopback(), "exit", "!");
            add("ip protocol bgp route-map RM_SET_SRC", "!");
        }
        underlay();
        lines.addAll(parts.instances());
    }

    /** Sessions over link-local addresses find their neighbour by what it advertises. */
    private void interfaces() {
        Stream.concat(
                        desired.box().links().stream(),
                        desired.ports().stream()
                                .filter(each -> each.up()
                                        && (each.use() instanceof Port.Use.Firewall
                                                || each.use() instanceof Port.Use.Member))
                                .map(Port::name))
                .sorted(PortNames.ORDER)
                .forEach(each ->
                        add("interface " + each, " ipv6 nd ra-interval 6", " no ipv6 nd suppress-ra", "exit", "!"));
    }

    private static String in(Port port) {
        return "fw-%s-in".formatted(port.name());
    }

    private static String vnis(Port port) {
        return "fw-%s-vni".formatted(port.name());
    }

    /** A firewall announces its own addresses in the fabric, and learns the VRFs of its networks and no others. */
    private void firewall(Port port) {
        var firewall = (Port.Use.Firewall) port.use();
        for (var family : AddressFamily.values()) {
            var word = family == AddressFamily.IPV4 ? "ip" : "ipv6";
            int sequence = 0;
            for (var cidr : firewall.cidrs()) {
                if (cidr.family() == family) {
                    sequence += 5;
                    add("%s prefix-list %s seq %d permit %s".formatted(word, in(port), sequence, cidr));
                }
            }
            if (sequence == 0) {
                add("%s prefix-list %s seq 5 deny any".formatted(word, in(port)));
            }
        }
        add(
                "!",
                "route-map %s permit 10".formatted(in(port)),
                " match ip address prefix-list " + in(port),
                "exit",
                "!");
        add("route-map %s permit 15".formatted(in(port)), " match ipv6 address prefix-list " + in(port), "exit", "!");
        int number = FIRST_ENTRY;
        for (int vni : firewall.vnis()) {
            add("route-map %s permit %d".formatted(vnis(port), number++), " match evpn vni " + vni, "exit", "!");
        }
        if (firewall.vnis().isEmpty()) {
            add("route-map %s deny 10".formatted(vnis(port)), "exit", "!");
        }
    }

    private void underlay() {
        var box = desired.box();
        var firewalls = desired.firewalls();
        add("router bgp " + box.asn(), " bgp router-id " + box.loopback(), " bgp bestpath as-path multipath-relax");
        group("FABRIC", box.role() == SwitchRole.LEAF ? "2 8" : "1 3");
        if (!firewalls.isEmpty()) {
            group("FIREWALL", "2 8");
        }
        box.links().forEach(each -> add(" neighbor %s interface peer-group FABRIC".formatted(each)));
        firewalls.forEach(each -> add(" neighbor %s interface peer-group FIREWALL".formatted(each.name())));
        add(" address-family ipv4 unicast", "  redistribute connected route-map LOOPBACKS");
        if (!firewalls.isEmpty()) {
            add("  neighbor FIREWALL allowas-in 2");
            firewalls.forEach(each -> add("  neighbor %s route-map %s in".formatted(each.name(), in(each))));
        }
        add(" exit-address-family");
        if (!firewalls.isEmpty()) {
            add(" address-family ipv6 unicast", "  neighbor FIREWALL activate", "  neighbor FIREWALL allowas-in 2");
            firewalls.forEach(each -> add("  neighbor %s route-map %s in".formatted(each.name(), in(each))));
            add(" exit-address-family");
        }
        // Exits share an ASN, and spines do.
        add(" address-family l2vpn evpn", "  neighbor FABRIC activate", "  neighbor FABRIC allowas-in 2");
        if (!firewalls.isEmpty()) {
            add("  neighbor FIREWALL activate", "  neighbor FIREWALL allowas-in 2");
            firewalls.forEach(each -> add("  neighbor %s route-map %s out".formatted(each.name(), vnis(each))));
        }
        if (box.role() != SwitchRole.SPINE) {
            add("  advertise-all-vni");
        }
        add(" exit-address-family", "exit", "!");
    }

    private void group(String name, String timers) {
        add(
                " neighbor %s peer-group".formatted(name),
                " neighbor %s remote-as external".formatted(name),
                " neighbor %s timers %s".formatted(name, timers));
    }

    /** What hangs at ports in a VRF. */
    private final class Machines implements Beside {
        @Override
        public List<String> instance(VrfPolicy vrf) {
            var box = desired.box();
            var found = new ArrayList<String>();
            found.add(" bgp router-id " + box.loopback());
            found.add(" bgp bestpath as-path multipath-relax");
            var members = desired.members(Names.number(vrf.name()));
            if (!members.isEmpty()) {
                found.add(" neighbor MACHINE peer-group");
                found.add(" neighbor MACHINE remote-as external");
                found.add(" neighbor MACHINE timers 2 8");
                members.forEach(each -> found.add(" neighbor %s interface peer-group MACHINE".formatted(each)));
            }
            return found;
        }

        @Override
        public List<String> addresses(VrfPolicy vrf, AddressFamily family) {
            if (desired.members(Names.number(vrf.name())).isEmpty()) {
                return List.of();
            }
            var map = vrf.machines()
                    .orElseThrow(() -> new IllegalArgumentException("%s: machines in %s, which has no map for them"
                            .formatted(desired.box().name(), vrf.name())));
            var found = new ArrayList<String>();
            if (family == AddressFamily.IPV6) {
                found.add("  neighbor MACHINE activate");
            }
            found.add("  neighbor MACHINE maximum-prefix " + PREFIXES_MAX);
            found.add("  neighbor MACHINE route-map %s in".formatted(map));
            return found;
        }
    }
}
