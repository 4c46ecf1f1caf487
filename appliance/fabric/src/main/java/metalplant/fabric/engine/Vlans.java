package metalplant.fabric.engine;

import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which VLAN of a switch stands for which VRF. They mean nothing outside of it. */
public final class Vlans {
    private Vlans() {}

    /**
     * One for each VRF: those that have one keep it, the others get the lowest free ones in the order of their numbers.
     *
     * @param existing VRF to VLAN as it is on the switch; also of VRFs that go, whose VLANs are not given again at the same time
     * @throws IllegalArgumentException if there are more VRFs than VLANs
     */
    public static SortedMap<Integer, Integer> assign(
            Box box, Map<Integer, Integer> existing, Collection<Integer> vrfs) {
        var taken = new TreeSet<>(existing.values());
        var assigned = new TreeMap<Integer, Integer>();
        int next = box.firstVlan();
        for (int vrf : new TreeSet<>(vrfs)) {
            var had = existing.get(vrf);
            if (had != null) {
                assigned.put(vrf, had);
                continue;
            }
            while (taken.contains(next) || next == box.pxe().vlan()) {
                next++;
            }
            if (next > box.lastVlan()) {
                throw new IllegalArgumentException("%s has room for %d VRFs, and there are %d"
                        .formatted(box.name(), box.lastVlan() - box.firstVlan() + 1, vrfs.size()));
            }
            taken.add(next);
            assigned.put(vrf, next);
        }
        return assigned;
    }
}
