package metalplant.server.federation;

import java.math.BigInteger;
import java.util.List;
import metalplant.core.store.Store;
import metalplant.federation.entry.PoolKind;
import metalplant.federation.entry.PoolSpec;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import metalplant.model.network.Network;

/** The prefixes that a plant brings into a federation: those of networks that belong to no partition and to no project. */
final class Brought {
    /** Addresses of a block: a /28, a /64 (decision 2). */
    private static final int BLOCK_BITS_V4 = 4;

    private static final int BLOCK_BITS_V6 = 64;

    private Brought() {}

    /** The most blocks of one prefix, as a power of two. */
    private static final int BLOCKS_BITS_MAX = Long.numberOfTrailingZeros(PoolSpec.BLOCKS_MAX);

    static List<PoolSpec> of(Store store) {
        return store.read(
                "federation-brought",
                tx -> tx.networks().list().stream()
                        .filter(Brought::isShared)
                        .flatMap(network -> network.prefixes().stream())
                        .distinct()
                        .sorted(java.util.Comparator.comparing(Cidr::toString))
                        .map(Brought::pool)
                        .toList());
    }

    /** Whether other plants may hold addresses of it too. */
    static boolean isShared(Network network) {
        return network.partitionId().isEmpty()
                && network.projectId().isEmpty()
                && !network.privateSuper()
                && !network.underlay()
                && !network.isPrivate()
                && !network.localOnly();
    }

    /** A prefix as a pool of blocks. */
    static PoolSpec pool(Cidr cidr) {
        boolean v4 = cidr.family() == AddressFamily.IPV4;
        int sizeBits = cidr.family().bits() - cidr.length();
        int usual = v4 ? BLOCK_BITS_V4 : BLOCK_BITS_V6;
        // A very large prefix has larger blocks instead of more than the ledger counts.
        int blockBits = Math.max(Math.min(sizeBits, usual), sizeBits - BLOCKS_BITS_MAX);
        return new PoolSpec(
                cidr.toString(),
                v4 ? PoolKind.IPV4 : PoolKind.IPV6,
                cidr.first().value(),
                BigInteger.ONE.shiftLeft(blockBits),
                1L << (sizeBits - blockBits));
    }
}
