package metalplant.fabric.zone;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import metalplant.fabric.zone.Zone.Network;
import metalplant.fabric.zone.Zone.Partition;
import metalplant.fabric.zone.Zone.Peering;

/**
 * What a zone must be so that its policies cannot leak: looked at before anything is planned.
 *
 * @see "fabric-frr.md, sections 7.2 and 8.1"
 */
public final class Admission {
    /** Each peering is a line and an entry in each VRF of both, and each VRF of both on every leaf of either. */
    public static final int PEERINGS_MAX = 16;

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
                if (partition.number() < other.number()
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
            if (zone.partition(network.partition()).isEmpty()) {
                refuse("partition-known", "network %s is in a partition that is not there", network.id());
            }
        }
        for (var partition : zone.partitions()) {
            for (var leaf : partition.leaves()) {
                leaf.hosts().forEach((id, hosts) -> {
                    var network = zone.network(id).filter(each -> each.partition() == partition.number());
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
        var seen = new HashSet<Set<String>>();
        for (var peering : zone.peerings()) {
            var first = zone.network(peering.network1());
            var second = zone.network(peering.network2());
            if (first.isEmpty() || second.isEmpty()) {
                refuse(
                        "network-known",
                        "peering %s - %s names a network that is not there",
                        peering.network1(),
                        peering.network2());
                continue;
            }
            if (!seen.add(new TreeSet<>(List.of(peering.network1(), peering.network2())))) {
                refuse("peering-once", "%s and %s have a peering already", peering.network1(), peering.network2());
            }
            pair(peering, first.get(), second.get());
        }
        for (var network : zone.networks()) {
            int peers = zone.peers(network).size();
            if (peers > PEERINGS_MAX) {
                refuse("peerings-max", "network %s has %d peerings, more than %d", network.id(), peers, PEERINGS_MAX);
            }
        }
    }

    private void pair(Peering peering, Network first, Network second) {
        if (peering.network1().equals(peering.network2())) {
            refuse("peering-two", "%s cannot have a peering with itself", first.id());
            return;
        }
        if (first.partition() != second.partition()) {
            refuse("same-partition", "%s and %s are in different partitions", first.id(), second.id());
        }
        if (!first.isShared() && !second.isShared() && !first.project().equals(second.project())) {
            refuse(
                    "same-project",
                    "%s and %s belong to different projects, and neither is shared",
                    first.id(),
                    second.id());
        }
        if (first.isShared() && second.isShared()) {
            refuse("one-private", "%s and %s are both shared", first.id(), second.id());
        }
        if (overlap(first, second)) {
            refuse("disjoint", "%s and %s have prefixes that overlap", first.id(), second.id());
        }
    }

    /** The VRF between partitions is one table for all projects: what is in it must be there once. */
    private void crossings() {
        var crossing = zone.networks().stream()
                .filter(each -> !zone.siblings(each).isEmpty())
                .toList();
        for (int i = 0; i < crossing.size(); i++) {
            var one = crossing.get(i);
            zone.partition(one.partition()).ifPresent(home -> inSupers(one, home));
            for (var other : crossing.subList(i + 1, crossing.size())) {
                if (overlap(one, other)) {
                    refuse(
                            "disjoint-zone",
                            "%s and %s have prefixes that overlap, and both cross partitions",
                            one.id(),
                            other.id());
                }
            }
            // A peering brings its routes into the same tables as the siblings' routes.
            for (var peer : zone.peers(one)) {
                if (zone.siblings(one).stream().anyMatch(sibling -> overlap(sibling, peer))) {
                    refuse(
                            "disjoint",
                            "%s overlaps a network of %s's project in another partition",
                            peer.id(),
                            one.id());
                }
            }
        }
    }

    private void inSupers(Network network, Partition home) {
        for (var prefix : network.prefixes()) {
            if (home.supers().stream().noneMatch(each -> each.contains(prefix))) {
                refuse("in-super", "prefix %s of %s is in no super network of its partition", prefix, network.id());
            }
        }
    }

    private static boolean overlap(Network one, Network other) {
        return one.prefixes().stream()
                .anyMatch(prefix -> other.prefixes().stream().anyMatch(prefix::overlaps));
    }
}
