package metalplant.fabric.engine;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import metalplant.fabric.policy.SwitchPolicy;

/**
 * What one switch shall be.
 *
 * @param vlans the VLAN on this switch of each VRF that EVPN carries
 */
public record Desired(Box box, List<Port> ports, SwitchPolicy policy, SortedMap<Integer, Integer> vlans) {
    public Desired {
        ports = ports.stream()
                .sorted(Comparator.comparing(Port::name, PortNames.ORDER))
                .toList();
        vlans = Collections.unmodifiableSortedMap(new TreeMap<>(vlans));
        for (var vrf : policy.vrfs()) {
            if (vrf.vni().isPresent() && !vlans.containsKey(vrf.vni().getAsInt())) {
                throw new IllegalArgumentException("%s: %s has no VLAN".formatted(box.name(), vrf.name()));
            }
        }
    }

    /** The names of ports with machines in a VRF. */
    List<String> members(int vrf) {
        return ports.stream()
                .filter(each -> each.up() && each.use() instanceof Port.Use.Member member && member.vrf() == vrf)
                .map(Port::name)
                .toList();
    }

    /** The ports with firewalls. */
    List<Port> firewalls() {
        return ports.stream()
                .filter(each -> each.up() && each.use() instanceof Port.Use.Firewall)
                .toList();
    }

    Desired with(List<Port> otherPorts, SwitchPolicy otherPolicy) {
        return new Desired(box, otherPorts, otherPolicy, vlans);
    }
}
