package metalplant.store.ip;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.store.FreeRuns;
import metalplant.core.store.Span;
import metalplant.model.ip.Block;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Prefix;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Gaps;
import metalplant.store.kernel.Sql;

/**
 * Table {@code ip_child}: prefixes cut from a parent, each with its one block in the same row. Apart from their parents, because who
 * cuts a child reads its parent: in one table that read would share index pages with the rows that all others insert.
 *
 * <p>Children of one parent and namespace are disjoint, so whatever overlaps a range is the last one that begins before its end.
 */
record ChildSql(Db db) {
    private static final String PREFIX = "id, parent_id, namespace, network_id, bits, lo, hi, mask_length, revision";
    private static final String SIBLINGS = " FROM ip_child WHERE parent_id = ? AND namespace = ? AND bits = ?";
    private static final Sql FIND = sql("FIND", "SELECT " + PREFIX + " FROM ip_child WHERE id = ?");
    private static final Sql OF_NETWORK = sql("OF_NETWORK", "SELECT " + PREFIX + " FROM ip_child WHERE network_id = ?");
    private static final Sql ANY = sql("ANY", "SELECT bits FROM ip_child WHERE parent_id = ? LIMIT 1");
    private static final Sql BLOCK = sql(
            "BLOCK", "SELECT id, bits, lo, mask_length, holder, incarnation, fence, state FROM ip_child WHERE id = ?");
    private static final Sql INSERT = sql(
            "INSERT",
            "INSERT INTO ip_child (" + PREFIX
                    + ", holder, incarnation, fence, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (parent_id, namespace, bits, lo) DO NOTHING");
    private static final Sql UPDATE_BLOCK =
            sql("UPDATE_BLOCK", "UPDATE ip_child SET holder = ?, incarnation = ?, fence = ?, state = ? WHERE id = ?");
    private static final Sql TURN_LOCAL =
            sql("TURN_LOCAL", "UPDATE ip_child SET state = ? WHERE holder = '' AND state = ?");
    private static final Sql DELETE = sql("DELETE", "DELETE FROM ip_child WHERE id = ?");
    private static final Sql LAST_BEFORE =
            sql("LAST_BEFORE", "SELECT " + PREFIX + SIBLINGS + " AND lo <= ? ORDER BY lo DESC LIMIT 1");
    private static final Sql PAGE =
            sql("PAGE", "SELECT lo, hi" + SIBLINGS + " AND lo >= ? AND lo <= ? ORDER BY lo LIMIT ?");

    private static Sql sql(String name, String text) {
        return Sql.constant(ChildSql.class, name, text);
    }

    Optional<Prefix> find(UUID id) {
        return db.one(FIND, ChildSql::row, id);
    }

    List<Prefix> ofNetwork(String networkId) {
        return db.all(OF_NETWORK, ChildSql::row, networkId).stream()
                .sorted(PrefixSql.BY_PLACE)
                .toList();
    }

    boolean any(UUID parent) {
        return db.one(ANY, row -> row.getInt("bits"), parent).isPresent();
    }

    Optional<Block> block(UUID id) {
        return db.one(BLOCK, row -> Families.block(row, "id"), id);
    }

    boolean insert(Prefix child, UUID parent, Block block) {
        var cidr = child.cidr();
        int written = db.update(
                INSERT,
                child.id(),
                parent,
                child.namespace(),
                child.networkId(),
                Families.column(cidr.family()),
                cidr.first().value(),
                cidr.last().value(),
                cidr.length(),
                child.revision(),
                block.holder(),
                block.incarnation(),
                block.fence(),
                block.state().name());
        return written == 1;
    }

    /** Whether there was such a child. */
    boolean update(Block block) {
        int written = db.update(
                UPDATE_BLOCK,
                block.holder(),
                block.incarnation(),
                block.fence(),
                block.state().name(),
                block.prefixId());
        return written == 1;
    }

    /** The blocks of all children in which no federation has a say. */
    void turnLocal(Block.State from, Block.State to) {
        db.update(TURN_LOCAL, to.name(), from.name());
    }

    /** Whether there was such a child. */
    boolean delete(UUID id) {
        return db.update(DELETE, id) == 1;
    }

    Optional<Prefix> overlapping(UUID parent, String namespace, Cidr cidr) {
        return db.one(
                        LAST_BEFORE,
                        ChildSql::row,
                        parent,
                        namespace,
                        Families.column(cidr.family()),
                        cidr.last().value())
                .filter(prefix -> prefix.cidr().overlaps(cidr));
    }

    List<Span> free(UUID parent, String namespace, Cidr from, Cidr to) {
        var first = from.first().value();
        var runs = new FreeRuns(first, to.first().value(), from.size());
        overlapping(parent, namespace, from.first().asHost())
                .map(Prefix::cidr)
                .ifPresent(before ->
                        runs.pass(before.first().value(), before.last().value()));
        return Gaps.find(runs, first, (start, max) -> page(parent, namespace, start, to, max));
    }

    private List<Gaps.Taken> page(UUID parent, String namespace, BigInteger start, Cidr to, int max) {
        return db.all(
                PAGE,
                row -> new Gaps.Taken(Db.integer(row, "lo"), Db.integer(row, "hi")),
                parent,
                namespace,
                Families.column(to.family()),
                start,
                to.last().value(),
                max);
    }

    private static Prefix row(ResultSet row) throws SQLException {
        return new Prefix(
                row.getObject("id", UUID.class),
                Optional.of(row.getObject("parent_id", UUID.class)),
                row.getString("namespace"),
                row.getString("network_id"),
                Families.cidr(row),
                false,
                Prefix.NO_CHILD_YET,
                row.getLong("revision"));
    }
}
