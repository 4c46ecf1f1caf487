package metalplant.sim;

import java.math.BigInteger;
import java.util.List;
import java.util.UUID;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.Range;
import metalplant.federation.homes.HomeTable;
import metalplant.federation.value.SortedTree;
import metalplant.model.ip.Cidr;

/**
 * The plant's own database as far as the federation matters. Immutable, so that a backup is a reference and a crash a step back.
 *
 * @param rows addresses by pool and number
 * @param nets networks of projects
 * @param wishes what is to be claimed of projects and networks
 * @param made prefixes of networks that were made here, by prefix
 * @param reconciled false from a restore on, until all addresses in use are known again
 */
record LocalDb(
        SortedTree<PoolNumber, Row> rows,
        HomeTable homes,
        SortedTree<UUID, Net> nets,
        SortedTree<UUID, List<Cidr>> wishes,
        SortedTree<String, PoolSpec> made,
        boolean reconciled) {
    static final LocalDb EMPTY = new LocalDb(
            SortedTree.empty(), HomeTable.EMPTY, SortedTree.empty(), SortedTree.empty(), SortedTree.empty(), true);

    /**
     * A network of a project.
     *
     * @param of the prefix out of which it is made
     * @param stint how often its plant had become a member when it was made
     */
    record Net(UUID id, UUID project, Cidr of, long stint) {}

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
        return new LocalDb(rows.with(row.number(), row), homes, nets, wishes, made, reconciled);
    }

    LocalDb without(PoolNumber number) {
        return new LocalDb(rows.without(number), homes, nets, wishes, made, reconciled);
    }

    LocalDb with(HomeTable changed) {
        return new LocalDb(rows, changed, nets, wishes, made, reconciled);
    }

    LocalDb with(Net net) {
        return new LocalDb(rows, homes, nets.with(net.id(), net), wishes, made, reconciled);
    }

    LocalDb wishing(UUID id, List<Cidr> prefixes) {
        return new LocalDb(rows, homes, nets, wishes.with(id, prefixes), made, reconciled);
    }

    LocalDb with(PoolSpec prefix) {
        return new LocalDb(rows, homes, nets, wishes, made.with(prefix.id(), prefix), reconciled);
    }

    LocalDb withoutPrefix(String prefix) {
        return new LocalDb(rows, homes, nets, wishes, made.without(prefix), reconciled);
    }

    /** Out of which the networks of a project are made here. */
    List<Cidr> reach(UUID project) {
        return nets.values().stream()
                .filter(net -> net.project().equals(project))
                .map(Net::of)
                .distinct()
                .toList();
    }

    LocalDb reconciled(boolean yes) {
        return new LocalDb(rows, homes, nets, wishes, made, yes);
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
