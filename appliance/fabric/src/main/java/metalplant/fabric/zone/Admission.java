package metalplant.fabric.zone;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * What a zone must be so that its policies cannot leak: looked at before anything is planned.
 *
 * @see "fabric-frr.md, sections 7.2 and 8.1"
 */
public final class Admission {
    /** Each peering is a line and an entry in each VRF of both, and each VRF of both on every leaf of either. */
    public static final int PEERINGS_MAX = 16;

    /** So many networks of a project in one partition have peerings with each other because of its label. */
    public static final int BY_LABEL_MAX = 16;

    private final Zone zone;
    private final List<Refusal> refusals = new ArrayList<>();

    private Admission(Zone zone) {
        this.zone = zone;
    }

    /** Why it cannot be; the rule is a word that stays the same. */
    public record Refusal(String rule, String message) {}

    /** Everything that is wrong; nothing if it can be planned. */
    public static List<Refusal> of(Zone zone) {
        var admission = new Admission(zone);
        admission.partitions();
        admission.networks();
        admission.peerings();
        admission.crossings();
        return List.copyOf(admission.refusals);
    }

    /** Everything that is wrong with neighbours outside of this zone's networks. */
    public static List<Refusal> of(Zone zone, List<Neighbour> neighbours) {
        var found = new ArrayList<Refusal>();
        var checks = new NeighbourChecks(zone);
        for (var neighbour : neighbours) {
            found.addAll(checks.of(neighbour));
            checks.add(neighbour);
        }
        return List.copyOf(found);
    }

    private void refuse(String rule, String message, Object... words) {
        refusals.add(new Refusal(rule, message.formatted(words)));
    }

    private void partitions() {
        var numbers = new HashSet<Integer>();
        var names = new HashSet<String>();
        for (var partition : zone.partitions()) {
            if (!numbers.add(partition.number())) {
                refuse("partition-once", "partition %d is there twice", partition.number());
            }
            partition
                    .switches()
                    .filter(each -> !names.add(each))
                    .forEach(each -> refuse("switch-once", "switch %s is there twice", each));
            for (var other : zone.partitions()) {
                if (zone.proposal() == Proposal.LEAVES_LEAK
                        && partition.number() < other.number()
                        && partition.supers().stream()
                                .anyMatch(one -> other.supers().stream().anyMatch(one::overlaps))) {
                    refuse(
                            "supers-disjoint",
                            "partitions %d and %d have super networks that overlap",
                            partition.number(),
                            other.number());
                }
            }
        }
    }

    private void networks() {
        var ids = new HashSet<String>();
        var vrfs = new HashSet<List<Integer>>();
        zone.partitions().forEach(each -> vrfs.add(List.of(each.number(), each.dci())));
        for (var network : zone.networks()) {
            if (!ids.add(network.id())) {
                refuse("network-once", "network %s is there twice", network.id());
            }
            if (!vrfs.add(List.of(network.partition(), network.vrf()))) {
                refuse("vrf-once", "VRF %d of network %s is in use in its partition", network.vrf(), network.id());
            }
            if (network.partition() != Zone.ANYWHERE
                    && zone.partition(network.partition()).isEmpty()) {
                refuse("partition-known", "network %s is in a partition that is not there", network.id());
            }
        }
        for (var partition : zone.partitions()) {
            for (var leaf : partition.leaves()) {
                leaf.hosts().forEach((id, hosts) -> {
                    var network = zone.network(id)
                            .filter(each ->
                                    each.partition() == partition.number() || each.partition() == Zone.ANYWHERE);
                    if (network.isEmpty()) {
                        refuse(
                                "member-known",
                                "leaf %s has members of %s, no network of its partition",
                                leaf.name(),
                                id);
                    }
                });
            }
        }
    }

    private void peerings() {
        var checks = new PeeringChecks(zone);
        for (var peering : zone.peerings()) {
            refusals.addAll(checks.of(peering));
            checks.add(peering);
        }
    }

    private void crossings() {
        var checks = new CrossingChecks(zone);
        for (var network : zone.networks()) {
            refusals.addAll(checks.of(network));
            checks.add(network);
        }
    }
}
