package metalplant.fabric.zone;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import metalplant.fabric.zone.Admission.Refusal;
import metalplant.fabric.zone.Zone.Network;
import metalplant.fabric.zone.Zone.Partition;
import metalplant.model.ip.Cidr;

/** Whether one more network can reach its project in other partitions, beside those that were added before. */
final class CrossingChecks {
    private final Zone zone;
    private final List<Network> accepted = new ArrayList<>();

    CrossingChecks(Zone zone) {
        this.zone = zone;
    }

    /** It crosses; nothing for one that does not. */
    void add(Network network) {
        if (!zone.siblings(network).isEmpty()) {
            accepted.add(network);
        }
    }

    /** Everything against it. */
    List<Refusal> of(Network network) {
        var found = new ArrayList<Refusal>();
        var siblings = zone.siblings(network);
        if (siblings.isEmpty()) {
            zone.relatives(network).findFirst().ifPresent(other -> found.add(unequal(network, other)));
            return found;
        }
        zone.partition(network.partition()).ifPresent(home -> home(zone.proposal(), network, home, found));
        numbers(network, found);
        for (var other : accepted) {
            boolean meet = zone.proposal() == Proposal.LEAVES_LEAK || siblings.contains(other);
            if (meet && network.overlaps(other)) {
                found.add(overlapping(network, other));
            }
        }
        return found;
    }

    /** Why what is in this network cannot leave its partition. */
    static void home(Proposal proposal, Network network, Partition home, List<Refusal> found) {
        if (proposal == Proposal.LEAVES_LEAK) {
            // What is told to other partitions is chosen by these; otherwise each network is told by its own prefixes.
            outside(network.prefixes(), home.supers())
                    .forEach(prefix -> found.add(new Refusal(
                            "in-super",
                            "prefix %s of %s is in no super network of its partition"
                                    .formatted(prefix, network.id()))));
        }
        outside(network.pods(), home.announceable())
                .forEach(prefix -> found.add(new Refusal(
                        "announced-allowed",
                        "%s of %s is in none of the additional announcable CIDRs of its partition"
                                .formatted(prefix, network.id()))));
    }

    private static Stream<Cidr> outside(List<Cidr> prefixes, List<Cidr> allowed) {
        return prefixes.stream().filter(prefix -> allowed.stream().noneMatch(each -> each.contains(prefix)));
    }

    private void numbers(Network network, List<Refusal> found) {
        var same = zone.networks().stream()
                .filter(each -> each.vrf() == network.vrf() && each.partition() != network.partition());
        switch (zone.proposal()) {
            case EXITS_JOIN ->
                // An exit has the VRFs of all of them.
                same.forEach(other -> found.add(disjoint(zone.proposal(), network, other)));
            case LEAVES_LEAK ->
                same.filter(each -> each.project().equals(network.project()) && !each.stays())
                        .forEach(other -> found.add(disjoint(zone.proposal(), network, other)));
            case EQUAL_VNIS ->
                same.filter(each -> !each.project().equals(network.project()))
                        .forEach(other -> found.add(strange(network, other)));
        }
        if (zone.proposal().carriesNetworks()) {
            accepted.stream()
                    .filter(each ->
                            each.vrf() != network.vrf() && Planner.lane(each.vrf()) == Planner.lane(network.vrf()))
                    .findFirst()
                    .ifPresent(other -> found.add(lane(network, other)));
        }
    }

    static Refusal disjoint(Proposal proposal, Network network, Network other) {
        return new Refusal(
                "vni-disjoint",
                "%s and %s both have VNI %d: proposal %s needs another one in each partition"
                        .formatted(network.id(), other.id(), network.vrf(), proposal.word()));
    }

    static Refusal unequal(Network network, Network other) {
        return new Refusal(
                "vni-equal",
                "%s has VNI %d and %s of the same project %d: proposal 2b joins equal ones, so give it one of another partition's, or keep it in its partition"
                        .formatted(network.id(), network.vrf(), other.id(), other.vrf()));
    }

    static Refusal strange(Network network, Network other) {
        return new Refusal(
                "vni-project",
                "%s and %s have VNI %d and are not of one project: proposal 2b joins equal ones"
                        .formatted(network.id(), other.id(), network.vrf()));
    }

    static Refusal lane(Network network, Network other) {
        return new Refusal(
                "lane-once",
                "%s and %s cannot both cross: their VRFs %d and %d would have the same VLAN %d on cables between exits"
                        .formatted(network.id(), other.id(), network.vrf(), other.vrf(), Planner.lane(network.vrf())));
    }

    static Refusal overlapping(Network network, Network other) {
        return new Refusal(
                "disjoint-zone",
                "%s and %s have prefixes that overlap, and both cross partitions".formatted(other.id(), network.id()));
    }
}
