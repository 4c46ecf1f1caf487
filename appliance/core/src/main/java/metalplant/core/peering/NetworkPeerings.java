package metalplant.core.peering;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import metalplant.core.store.Tx;
import metalplant.fabric.zone.Admission;
import metalplant.fabric.zone.Settlement.Left;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.Cidr;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkType;
import metalplant.model.peering.Peering;
import metalplant.model.peering.PeeringRules;
import metalplant.model.project.Project;

/** What peerings forbid when networks and projects change. Called in the transaction of the change. */
public final class NetworkPeerings {
    /** The number of a plant only tells partitions apart; which it is makes no difference here. */
    private static final int ANY_PLANT = 0;

    private static final int PREFIXES_MAX = 16;

    private NetworkPeerings() {}

    /** @throws Problem PREFIX_IN_USE while somebody's peering is with this network */
    public static void requireNone(Tx tx, Network network) {
        requireNone("network", network.id(), tx.peerings().ofNetworks(List.of(network.id())));
    }

    /** @throws Problem PREFIX_IN_USE while somebody's peering is in this partition */
    public static void requireNoneIn(Tx tx, String partitionId) {
        requireNone("partition", partitionId, tx.peerings().ofPartition(partitionId));
    }

    private static void requireNone(String kind, String id, List<Peering> there) {
        if (!there.isEmpty()) {
            throw Problem.of(
                    ProblemCode.PREFIX_IN_USE,
                    "%s \"%s\" has peerings, delete them first: %s"
                            .formatted(
                                    kind,
                                    id,
                                    there.stream()
                                            .map(each -> "plantctl network peering delete " + each.id())
                                            .collect(Collectors.joining(", "))));
        }
    }

    /** Whether a change of a network can matter to peerings: their networks are looked at before and after. */
    public static boolean concerns(Tx tx, Network old, Network changed) {
        boolean same = old.prefixes().equals(changed.prefixes())
                && old.shared() == changed.shared()
                && old.additionalAnnouncableCidrs().equals(changed.additionalAnnouncableCidrs())
                && announces(old).equals(announces(changed));
        return !same
                && (!announces(changed).isEmpty()
                        || old.privateSuper()
                        || !tx.peerings().ofNetworks(List.of(old.id())).isEmpty());
    }

    private static String announces(Network network) {
        return network.labels().getOrDefault(StoredZone.ANNOUNCE_LABEL, "");
    }

    /** What cannot be as it is: compared before and after a change. */
    public static List<Left> left(Tx tx, Network network) {
        return partition(tx, network)
                .map(id -> StoredZone.of(tx, id, ANY_PLANT).left())
                .orElse(List.of());
    }

    private static Optional<String> partition(Tx tx, Network network) {
        return network.partitionId().isEmpty()
                ? tx.peerings().ofNetworks(List.of(network.id())).stream()
                        .map(Peering::partitionId)
                        .findFirst()
                : Optional.of(network.partitionId());
    }

    /** @throws Problem RULE_VIOLATED if the change made something impossible that was possible before */
    public static void requireNoMore(List<Left> before, List<Left> after) {
        var more = after.stream()
                .filter(each -> !new HashSet<>(before).contains(each))
                .map(Left::refusal)
                .distinct()
                .toList();
        if (!more.isEmpty()) {
            throw Peerings.refusal(more);
        }
    }

    /** Stores a new network; @throws Problem RULE_VIOLATED if what it announces is somebody else's in the zone */
    public static Network inserted(Tx tx, Network network) {
        if (announces(network).isEmpty()) {
            return tx.networks().insert(network);
        }
        var before = left(tx, network);
        var stored = tx.networks().insert(network);
        requireNoMore(before, left(tx, stored));
        return stored;
    }

    /** Looks at the label that says what a network announces; @throws Problem BAD_REQUEST, RULE_VIOLATED */
    public static void requireAnnounceable(Tx tx, Network network) {
        var text = announces(network);
        if (text.isEmpty()) {
            return;
        }
        if (network.type() != NetworkType.CHILD) {
            throw PeeringRules.refused(
                    "announced-private",
                    "only a private network that is not shared can have the label %s",
                    StoredZone.ANNOUNCE_LABEL);
        }
        var parts = text.split(",", -1);
        if (parts.length > PREFIXES_MAX) {
            throw Problem.bad("label %s has at most %d prefixes".formatted(StoredZone.ANNOUNCE_LABEL, PREFIXES_MAX));
        }
        var allowed =
                tx
                        .networks()
                        .find(network.parentId())
                        .map(Network::additionalAnnouncableCidrs)
                        .orElse(List.of())
                        .stream()
                        .flatMap(each -> Cidr.tryParse(each).stream())
                        .toList();
        for (var part : parts) {
            var prefix = Cidr.parse(part.strip());
            if (allowed.stream().noneMatch(each -> each.contains(prefix))) {
                throw PeeringRules.refused(
                        "announced-allowed",
                        "%s is in none of the additional announcable CIDRs of super network \"%s\"",
                        prefix,
                        network.parentId());
            }
        }
    }

    /**
     * What a new network of a project with the label may not be.
     *
     * @throws Problem RULE_VIOLATED if it is one more than can all reach each other
     */
    public static void requireRoom(Tx tx, Project project, String partitionId) {
        if (PeeringRules.peersByLabel(project) && meshed(tx, project, partitionId) >= Admission.BY_LABEL_MAX) {
            throw tooMany(project, partitionId);
        }
    }

    /** @throws Problem RULE_VIOLATED if a project gets the label that has too many networks for it */
    public static void requireRoom(Tx tx, Project changed) {
        if (!PeeringRules.peersByLabel(changed)) {
            return;
        }
        tx.networks().ofProject(changed.id()).stream()
                .filter(NetworkPeerings::isMeshed)
                .collect(Collectors.groupingBy(Network::partitionId, Collectors.counting()))
                .entrySet()
                .stream()
                .filter(each -> each.getValue() > Admission.BY_LABEL_MAX)
                .findFirst()
                .ifPresent(each -> {
                    throw tooMany(changed, each.getKey());
                });
    }

    private static long meshed(Tx tx, Project project, String partitionId) {
        return tx.networks().ofProject(project.id()).stream()
                .filter(each -> isMeshed(each) && each.partitionId().equals(partitionId))
                .count();
    }

    private static boolean isMeshed(Network network) {
        return network.type() == NetworkType.CHILD && !network.shared();
    }

    private static Problem tooMany(Project project, String partitionId) {
        return PeeringRules.refused(
                "by-label-max",
                "project \"%s\" has the label %s, and at most %d private networks in partition \"%s\" reach each other: take the label off and create the peerings that are needed",
                project.id(),
                PeeringRules.BY_LABEL,
                Admission.BY_LABEL_MAX,
                partitionId);
    }
}
