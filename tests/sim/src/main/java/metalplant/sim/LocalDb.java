package metalplant.sim;

import java.math.BigInteger;
import java.util.List;
import java.util.UUID;
import metalplant.federation.entry.Range;
import metalplant.federation.homes.HomeTable;
import metalplant.federation.value.SortedTree;

/**
 * The plant's own database as far as the federation matters. Immutable, so that a backup is a reference and a crash a step back.
 *
 * @param rows addresses by pool and number
 * @param reconciled false from a restore on, until all addresses in use are known again
 */
record LocalDb(SortedTree<PoolNumber, Row> rows, HomeTable homes, boolean reconciled) {
    static final LocalDb EMPTY = new LocalDb(SortedTree.empty(), HomeTable.EMPTY, true);

    /** A number of a pool. */
    record PoolNumber(String pool, BigInteger value) implements Comparable<PoolNumber> {
        @Override
        public int compareTo(PoolNumber other) {
            int byPool = pool.compareTo(other.pool);
            return byPool != 0 ? byPool : value.compareTo(other.value);
        }
    }

    /** @param heldUntil virtual time; Long.MAX_VALUE while it is in use */
    record Row(PoolNumber number, UUID request, long heldUntil) {
        boolean active() {
            return heldUntil == Long.MAX_VALUE;
        }
    }

    LocalDb with(Row row) {
        return new LocalDb(rows.with(row.number(), row), homes, reconciled);
    }

    LocalDb without(PoolNumber number) {
        return new LocalDb(rows.without(number), homes, reconciled);
    }

    LocalDb with(HomeTable changed) {
        return new LocalDb(rows, changed, reconciled);
    }

    LocalDb reconciled(boolean yes) {
        return new LocalDb(rows, homes, yes);
    }

    List<Row> in(Range range) {
        return rows.between(new PoolNumber(range.pool(), range.first()), new PoolNumber(range.pool(), range.end()));
    }

    /** Numbers of this pool that are in use. */
    long active(String pool) {
        return rows.values().stream()
                .filter(row -> row.number().pool().equals(pool) && row.active())
                .count();
    }

    long live(Range range, long now) {
        long count = 0;
        for (var row : in(range)) {
            count += row.heldUntil() > now ? 1 : 0;
        }
        return count;
    }
}
