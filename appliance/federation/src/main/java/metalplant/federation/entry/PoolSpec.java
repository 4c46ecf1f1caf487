package metalplant.federation.entry;

import java.math.BigInteger;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;

/**
 * A range that is shared in blocks of one size.
 *
 * @param id for addresses the prefix itself, such as {@code 203.0.113.0/24}
 * @param first its first number
 * @param blockSize numbers per block
 * @param blocks how many blocks it has
 */
public record PoolSpec(String id, PoolKind kind, BigInteger first, BigInteger blockSize, long blocks) {
    /** So that a hostile entry cannot ask for more work than this: a /32 of IPv6 in /64. */
    public static final long BLOCKS_MAX = 1L << 32;

    /** Addresses of a block: a /28, a /64 (decision 2). */
    private static final int BLOCK_BITS_V4 = 4;

    private static final int BLOCK_BITS_V6 = 64;

    private static final int BLOCKS_BITS_MAX = Long.numberOfTrailingZeros(BLOCKS_MAX);

    /** A prefix as a pool of blocks. */
    public static PoolSpec of(Cidr cidr) {
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

    public PoolSpec {
        Labels.checked(id);
        if (first.signum() < 0 || blockSize.signum() <= 0 || blocks < 1 || blocks > BLOCKS_MAX) {
            throw new IllegalArgumentException("a pool has a first number, a block size and blocks");
        }
        if (first.add(blockSize.multiply(BigInteger.valueOf(blocks))).bitLength() > kind.bits()
                && !first.add(blockSize.multiply(BigInteger.valueOf(blocks)))
                        .equals(BigInteger.ONE.shiftLeft(kind.bits()))) {
            throw new IllegalArgumentException("a pool that ends behind the last number of " + kind);
        }
    }

    /** How many numbers it has. */
    public BigInteger size() {
        return blockSize.multiply(BigInteger.valueOf(blocks));
    }

    /** The first number behind it. */
    public BigInteger end() {
        return first.add(size());
    }

    public boolean overlaps(PoolSpec other) {
        return kind.sharesSpaceWith(other.kind) && first.compareTo(other.end()) < 0 && other.first.compareTo(end()) < 0;
    }
}
