package metalplant.core.network;

import java.util.List;
import metalplant.core.ip.PrefixClaims;
import metalplant.core.store.Tx;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Holder;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkQuery;

/** What other plants of the federation use for their networks, as far as this plant knows. */
final class OtherPlantsNetworks {
    private OtherPlantsNetworks() {}

    /**
     * Refuses prefixes that a network of another plant has; one that the federation shares in blocks may be in a network of each.
     *
     * @param id of the network that shall have them
     * @param me without a name if the plant is alone, for which nothing is read
     * @throws metalplant.model.Problem PREFIX_OVERLAPS
     */
    static void refuse(Tx tx, String id, List<Cidr> prefixes, Holder me) {
        if (me.plant().isEmpty()) {
            return;
        }
        for (var other : tx.networks().find(NetworkQuery.OF_NOBODY)) {
            if (!other.stamp().home().isEmpty() && !other.id().equals(id)) {
                refuse(tx, prefixes, other, me);
            }
        }
    }

    private static void refuse(Tx tx, List<Cidr> prefixes, Network other, Holder me) {
        for (var theirs : other.prefixes()) {
            prefixes.stream()
                    .filter(theirs::overlaps)
                    .filter(mine -> !isOpen(tx, mine, me))
                    .findFirst()
                    .ifPresent(mine -> {
                        throw NetworkRules.overlap(
                                mine, "prefix %s of network \"%s\" of another plant".formatted(theirs, other.id()));
                    });
        }
    }

    /** Whether the federation shares it in blocks, or this plant has all of it. */
    private static boolean isOpen(Tx tx, Cidr prefix, Holder me) {
        return tx.federation()
                .poolOverlapping(prefix)
                .filter(pool -> PrefixClaims.onlyHolder(tx, pool)
                        .filter(plant -> !plant.equals(me.plant()))
                        .isEmpty())
                .isPresent();
    }
}
