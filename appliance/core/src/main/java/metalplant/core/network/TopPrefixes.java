package metalplant.core.network;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.ip.PrefixClaims;
import metalplant.core.store.FederationTable;
import metalplant.core.store.Tx;
import metalplant.model.ip.Block;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Holder;
import metalplant.model.ip.Prefix;

/** Prefixes that administrators give to a network. They never overlap each other, whatever network they belong to. */
final class TopPrefixes {
    private TopPrefixes() {}

    /** A prefix and the id its row will have, drawn outside of the transaction. */
    record New(UUID id, Cidr cidr) {}

    /**
     * Stores prefixes, each as one block of this plant; one that the federation shares gets the blocks that the ledger knows.
     *
     * @param me with a name if the plant is part of a federation
     * @throws Problem PREFIX_OVERLAPS
     */
    static void insert(Tx tx, List<New> prefixes, String networkId, boolean holdsChildren, Holder me) {
        for (var wanted : prefixes) {
            tx.prefixes().overlapping(wanted.cidr()).ifPresent(other -> {
                throw NetworkRules.overlap(
                        wanted.cidr(), "prefix %s of network \"%s\"".formatted(other.cidr(), other.networkId()));
            });
            var shared = me.plant().isEmpty()
                    ? Optional.<FederationTable.Pool>empty()
                    : tx.federation().poolOverlapping(wanted.cidr());
            boolean inserted = shared.isPresent()
                    ? insertShared(tx, shared.get(), wanted, networkId, holdsChildren, me)
                    : insertLocal(tx, wanted, networkId, holdsChildren);
            if (!inserted) {
                throw NetworkRules.overlap(wanted.cidr(), "another one that begins with the same address");
            }
        }
    }

    private static boolean insertLocal(Tx tx, New wanted, String networkId, boolean holdsChildren) {
        var prefix = prefix(wanted.id(), wanted.cidr(), networkId, holdsChildren);
        return tx.prefixes().insert(prefix, Block.whole(prefix.id(), prefix.cidr(), Holder.ALONE));
    }

    private static boolean insertShared(
            Tx tx, FederationTable.Pool pool, New wanted, String networkId, boolean holdsChildren, Holder me) {
        PrefixClaims.onlyHolder(tx, pool)
                .filter(plant -> !plant.equals(me.plant()))
                .ifPresent(plant -> {
                    throw NetworkRules.overlap(
                            wanted.cidr(),
                            "prefix %s of plant \"%s\" in the ledger"
                                    .formatted(pool.cidr(), PrefixClaims.label(tx, plant)));
                });
        if (!pool.cidr().equals(wanted.cidr()) || holdsChildren) {
            throw NetworkRules.overlap(wanted.cidr(), "shared prefix %s of the federation".formatted(pool.cidr()));
        }
        return tx.prefixes().insertWithoutBlocks(pool.rowOf(networkId));
    }

    private static Prefix prefix(UUID id, Cidr cidr, String networkId, boolean holdsChildren) {
        return new Prefix(id, Optional.empty(), "", networkId, cidr, holdsChildren, Prefix.NO_CHILD_YET, 1);
    }
}
