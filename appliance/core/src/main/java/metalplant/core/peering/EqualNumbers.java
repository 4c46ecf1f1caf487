package metalplant.core.peering;

import java.util.Optional;
import java.util.stream.Collectors;
import metalplant.core.store.Tx;
import metalplant.fabric.zone.Proposal;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkQuery;
import metalplant.model.network.NetworkType;
import metalplant.model.partition.Partition;
import metalplant.model.project.Project;

/**
 * VRFs of networks in a zone whose projects reach themselves by equal VNIs (MEP-19's proposal 2b): the first network of a project in a
 * partition has the number of its first one elsewhere in the zone, the second that of the second, and so on.
 *
 * <p>All of it is read in the transaction that makes the network. So a number that is free no more, or a network that is made in another
 * partition at the same moment, makes one of the two transactions run again.
 *
 * @see "docs/adr/0065"
 */
public final class EqualNumbers {
    private EqualNumbers() {}

    /**
     * The VRF for one more network of a project in a partition, to be held beside the networks that have it; empty if it gets one of its
     * own. Nothing of it is the number of anybody else: one that an operator gave to another project as well is left out.
     */
    public static Optional<Long> of(Tx tx, Partition partition, Project project) {
        if (StoredZone.proposal(ZoneSource.of(tx), partition) != Proposal.EQUAL_VNIS) {
            return Optional.empty();
        }
        var zone = tx.partitions().list().stream()
                .filter(each -> each.zoneId().equals(partition.zoneId()))
                .map(Partition::id)
                .collect(Collectors.toSet());
        var all = tx.networks().ofProject(project.id()).stream()
                .filter(each -> isNode(each) && zone.contains(each.partitionId()))
                .sorted(StoredZone.OLDEST_FIRST)
                .toList();
        var here = all.stream()
                .filter(each -> each.partitionId().equals(partition.id()))
                .map(Network::vrf)
                .collect(Collectors.toSet());
        // Nearly always one question: only numbers that somebody shared by hand make it ask for the next.
        return all.stream()
                .map(Network::vrf)
                .filter(each -> !here.contains(each))
                .distinct()
                .filter(each -> isOf(tx, project, each))
                .findFirst();
    }

    private static boolean isNode(Network network) {
        return network.type() == NetworkType.CHILD && network.vrf() > 0;
    }

    private static boolean isOf(Tx tx, Project project, long vrf) {
        return tx.networks().find(NetworkQuery.ofVrf(vrf)).stream()
                .allMatch(each -> isNode(each) && each.projectId().equals(project.id()));
    }
}
