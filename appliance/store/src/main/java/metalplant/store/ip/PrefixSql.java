package metalplant.store.ip;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.store.FirstGap;
import metalplant.core.store.PrefixTable;
import metalplant.core.store.Span;
import metalplant.model.Problem;
import metalplant.model.ip.Block;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Prefix;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Gaps;
import metalplant.store.kernel.Sql;

/**
 * Table {@code ip_prefix}. A prefix without parent has the id {@link #NONE} there, because a unique key does not compare NULLs.
 * Prefixes of one parent and namespace are disjoint, so whatever overlaps a range is the last one that begins before its end.
 */
public final class PrefixSql implements PrefixTable {
    private static final UUID NONE = new UUID(0, 0);
    private static final String COLUMNS =
            "id, parent_id, namespace, network_id, bits, lo, hi, mask_length, holds_children, child_length, revision";
    private static final String SIBLINGS = " FROM ip_prefix WHERE parent_id = ? AND namespace = ? AND bits = ?";
    private static final Sql FIND = sql("FIND", "SELECT " + COLUMNS + " FROM ip_prefix WHERE id = ?");
    private static final Sql OF_NETWORK =
            sql("OF_NETWORK", "SELECT " + COLUMNS + " FROM ip_prefix WHERE network_id = ? ORDER BY bits, lo");
    private static final Sql ANY_CHILD = sql("ANY_CHILD", "SELECT id FROM ip_prefix WHERE parent_id = ? LIMIT 1");
    private static final Sql INSERT = sql(
            "INSERT",
            "INSERT INTO ip_prefix (" + COLUMNS
                    + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (parent_id, namespace, bits, lo) DO NOTHING");
    private static final Sql UPDATE = sql(
            "UPDATE", "UPDATE ip_prefix SET child_length = ?, revision = revision + 1 WHERE id = ? AND revision = ?");
    private static final Sql DELETE = sql("DELETE", "DELETE FROM ip_prefix WHERE id = ?");
    private static final Sql LAST_BEFORE =
            sql("LAST_BEFORE", "SELECT " + COLUMNS + SIBLINGS + " AND lo <= ? ORDER BY lo DESC LIMIT 1");
    private static final Sql PAGE =
            sql("PAGE", "SELECT lo, hi" + SIBLINGS + " AND lo >= ? AND lo <= ? ORDER BY lo LIMIT ?");

    private final Db db;
    private final BlockSql blocks;

    public PrefixSql(Db db) {
        this.db = db;
        this.blocks = new BlockSql(db);
    }

    private static Sql sql(String name, String text) {
        return Sql.constant(PrefixSql.class, name, text);
    }

    @Override
    public Optional<Prefix> find(UUID id) {
        return db.one(FIND, PrefixSql::row, id);
    }

    @Override
    public List<Prefix> ofNetwork(String networkId) {
        return db.all(OF_NETWORK, PrefixSql::row, networkId);
    }

    @Override
    public Optional<Prefix> overlapping(Cidr cidr) {
        return sibling(NONE, "", cidr);
    }

    @Override
    public boolean hasChildren(UUID id) {
        return db.one(ANY_CHILD, row -> row.getObject("id", UUID.class), id).isPresent();
    }

    @Override
    public boolean insert(Prefix prefix, Block block) {
        var cidr = prefix.cidr();
        int written = db.update(
                INSERT,
                prefix.id(),
                prefix.parent().orElse(NONE),
                prefix.namespace(),
                prefix.networkId(),
                Families.column(cidr.family()),
                cidr.first().value(),
                cidr.last().value(),
                cidr.length(),
                prefix.holdsChildren(),
                prefix.childLength(),
                prefix.revision());
        if (written == 0) {
            return false;
        }
        blocks.insert(block);
        return true;
    }

    @Override
    public void update(Prefix prefix) {
        if (db.update(UPDATE, prefix.childLength(), prefix.id(), prefix.revision()) == 0) {
            throw Problem.changed("prefix", prefix.cidr().toString());
        }
    }

    @Override
    public void delete(UUID id) {
        blocks.deleteOf(id);
        db.update(DELETE, id);
    }

    @Override
    public Optional<Block> block(UUID prefixId, Cidr part) {
        return blocks.containing(prefixId, part);
    }

    @Override
    public List<Block> blocks(UUID prefixId, int max) {
        return blocks.list(prefixId, max);
    }

    @Override
    public void update(Block block) {
        blocks.update(block);
    }

    @Override
    public boolean childOverlaps(UUID parent, String namespace, Cidr cidr) {
        return sibling(parent, namespace, cidr).isPresent();
    }

    private Optional<Prefix> sibling(UUID parent, String namespace, Cidr cidr) {
        return db.one(
                        LAST_BEFORE,
                        PrefixSql::row,
                        parent,
                        namespace,
                        Families.column(cidr.family()),
                        cidr.last().value())
                .filter(prefix -> prefix.cidr().overlaps(cidr));
    }

    @Override
    public Optional<Span> nextFreeChild(UUID parent, String namespace, Cidr from, Cidr to) {
        var first = from.first().value();
        var gap = new FirstGap(first, to.first().value(), from.size());
        var before = sibling(parent, namespace, from.first().asHost());
        if (before.isPresent()
                && !gap.pass(
                        before.get().cidr().first().value(),
                        before.get().cidr().last().value())) {
            return gap.span();
        }
        return Gaps.find(gap, first.add(BigInteger.ONE), (start, max) -> page(parent, namespace, start, to, max));
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
        var parent = row.getObject("parent_id", UUID.class);
        return new Prefix(
                row.getObject("id", UUID.class),
                parent.equals(NONE) ? Optional.empty() : Optional.of(parent),
                row.getString("namespace"),
                row.getString("network_id"),
                Families.cidr(row),
                row.getBoolean("holds_children"),
                row.getInt("child_length"),
                row.getLong("revision"));
    }
}
