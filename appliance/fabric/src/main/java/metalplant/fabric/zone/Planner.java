package metalplant.fabric.zone;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import metalplant.fabric.policy.SwitchPolicy;

/**
 * Makes the policies of all switches of a zone: networks of one project reach each other across partitions, networks with a peering do so
 * within one, and nobody else does.
 *
 * <p>Leaves take routes of other VRFs into those of their own machines. What crosses partitions leaves give into a VRF of its own, which
 * exits carry over plain BGP to the other partitions' (MEP-19, proposal 3); or exits carry the VRFs of networks themselves, and join them
 * ({@link Proposal}). Three locks keep it from going further than that: a VRF takes exactly the prefixes that it may know; it exports exactly
 * what began at this switch and is its own, at exits what came from another partition and is its project's; and FRR does not take a route
 * that was taken once already.
 *
 * @see "fabric-frr.md, sections 5 to 8"
 */
public final class Planner {
    private Planner() {}

    /**
     * By name of the switch, in the order of names.
     *
     * @throws IllegalArgumentException if the zone is not admitted: {@link Admission#of}
     */
    public static Map<String, SwitchPolicy> plan(Zone zone) {
        var refusals = Admission.of(zone);
        if (!refusals.isEmpty()) {
            throw new IllegalArgumentException(
                    refusals.stream().map(Admission.Refusal::message).collect(Collectors.joining("; ")));
        }
        var policies = new TreeMap<String, SwitchPolicy>();
        for (var partition : zone.partitions()) {
            partition.leaves().forEach(leaf -> policies.put(leaf.name(), LeafPlan.of(zone, partition, leaf)));
            partition.exits().forEach(exit -> policies.put(exit.name(), ExitPlan.of(zone, partition, exit)));
        }
        return policies;
    }

    /**
     * The VLAN of a cable between exits that is in a VRF, where each network has its own there: both ends know it without asking each other.
     * Numbers that share one are not admitted.
     */
    public static int lane(int vrf) {
        return 2 + vrf % 4093;
    }

    /** The name of a VRF, as SONiC wants names of VRFs. */
    public static String vrf(int number) {
        return "Vrf" + number;
    }

    /** The number in such a name. */
    public static int number(String vrf) {
        return Integer.parseInt(vrf.replaceAll("[^0-9]", ""));
    }
}
