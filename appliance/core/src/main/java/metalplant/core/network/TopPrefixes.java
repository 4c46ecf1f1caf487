package metalplant.core.network;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
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

    /** Stores prefixes, each as one block of this plant; @throws Problem PREFIX_OVERLAPS */
    static void insert(Tx tx, List<New> prefixes, String networkId, boolean holdsChildren, Holder me) {
        for (var wanted : prefixes) {
            tx.prefixes().overlapping(wanted.cidr()).ifPresent(other -> {
                throw NetworkRules.overlap(
                        wanted.cidr(), "prefix %s of network \"%s\"".formatted(other.cidr(), other.networkId()));
            });
            var prefix = new Prefix(
                    wanted.id(), Optional.empty(), "", networkId, wanted.cidr(), holdsChildren, Prefix.NO_CHILD_YET, 1);
            if (!tx.prefixes().insert(prefix, Block.whole(prefix.id(), prefix.cidr(), me))) {
                throw NetworkRules.overlap(wanted.cidr(), "another one that begins with the same address");
            }
        }
    }
}
