package metalplant.store.ip;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.store.PrefixTable;
import metalplant.core.store.Span;
import metalplant.model.Problem;
import metalplant.model.ip.Block;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Holder;
import metalplant.model.ip.Prefix;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Sql;

/**
 * Table {@code ip_prefix}: prefixes without parent, which are disjoint, so that whatever overlaps a range is the last one that begins
 * before its end. Their blocks are in {@link BlockSql}, those with a parent in {@link ChildSql}.
 */
public final class PrefixSql implements PrefixTable {
    private static final String COLUMNS =
            "id, network_id, bits, lo, hi, mask_length, holds_children, child_length, revision";
    private static final Sql FIND = sql("FIND", "SELECT " + COLUMNS + " FROM ip_prefix WHERE id = ?");
    private static final Sql OF_NETWORK =
            sql("OF_NETWORK", "SELECT " + COLUMNS + " FROM ip_prefix WHERE network_id = ?");
    private static final Sql INSERT = sql(
            "INSERT",
            "INSERT INTO ip_prefix (" + COLUMNS
                    + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (bits, lo) DO NOTHING");
    private static final Sql UPDATE = sql(
            "UPDATE", "UPDATE ip_prefix SET child_length = ?, revision = revision + 1 WHERE id = ? AND revision = ?");
    private static final Sql DELETE = sql("DELETE", "DELETE FROM ip_prefix WHERE id = ?");
    private static final Sql LAST_BEFORE = sql(
            "LAST_BEFORE", "SELECT " + COLUMNS + " FROM ip_prefix WHERE bits = ? AND lo <= ? ORDER BY lo DESC LIMIT 1");

    private static final Sql LIST = sql("LIST", "SELECT " + COLUMNS + " FROM ip_prefix ORDER BY bits, lo LIMIT ?");

    /** Sorted here and not by the database, for the reason that {@code SqlTable.lookUp} gives. */
    static final Comparator<Prefix> BY_PLACE = Comparator.comparing(
            prefix -> prefix.cidr(), Comparator.comparing(Cidr::family).thenComparing(Cidr::first));

    private final Db db;
    private final BlockSql blocks;
    private final ChildSql children;

    public PrefixSql(Db db) {
        this.db = db;
        this.blocks = new BlockSql(db);
        this.children = new ChildSql(db);
    }

    private static Sql sql(String name, String text) {
        return Sql.constant(PrefixSql.class, name, text);
    }

    @Override
    public Optional<Prefix> find(UUID id) {
        return db.one(FIND, PrefixSql::row, id).or(() -> children.find(id));
    }

    @Override
    public List<Prefix> ofNetwork(String networkId) {
        var own = db.all(OF_NETWORK, PrefixSql::row, networkId).stream()
                .sorted(BY_PLACE)
                .toList();
        return own.isEmpty() ? children.ofNetwork(networkId) : own;
    }

    @Override
    public Optional<Prefix> overlapping(Cidr cidr) {
        return db.one(
                        LAST_BEFORE,
                        PrefixSql::row,
                        Families.column(cidr.family()),
                        cidr.last().value())
                .filter(prefix -> prefix.cidr().overlaps(cidr));
    }

    @Override
    public boolean hasChildren(UUID id) {
        return children.any(id);
    }

    @Override
    public boolean insert(Prefix prefix, Block block) {
        if (prefix.parent().isPresent()) {
            return children.insert(prefix, prefix.parent().get(), block);
        }
        if (!insertWithoutBlocks(prefix)) {
            return false;
        }
        blocks.insert(block);
        return true;
    }

    @Override
    public void holdLocal() {
        blocks.turnLocal(Block.State.GRANTED, Block.State.RECOVERING);
        children.turnLocal(Block.State.GRANTED, Block.State.RECOVERING);
    }

    @Override
    public void releaseLocal() {
        blocks.turnLocal(Block.State.RECOVERING, Block.State.GRANTED);
        children.turnLocal(Block.State.RECOVERING, Block.State.GRANTED);
    }

    @Override
    public boolean insertWithoutBlocks(Prefix prefix) {
        var cidr = prefix.cidr();
        int written = db.update(
                INSERT,
                prefix.id(),
                prefix.networkId(),
                Families.column(cidr.family()),
                cidr.first().value(),
                cidr.last().value(),
                cidr.length(),
                prefix.holdsChildren(),
                prefix.childLength(),
                prefix.revision());
        return written > 0;
    }

    @Override
    public void setBlocks(UUID prefixId, List<Block> wanted) {
        blocks.set(prefixId, wanted);
    }

    @Override
    public void deleteWithoutBlocks(UUID id) {
        db.update(DELETE, id);
    }

    @Override
    public List<Prefix> withoutParent(int max) {
        return db.all(LIST, PrefixSql::row, max);
    }

    @Override
    public List<Block> usableBlocks(Prefix prefix, Holder plant, int max) {
        return prefix.parent().isPresent()
                ? children.block(prefix.id()).stream()
                        .filter(block -> block.usableBy(plant))
                        .toList()
                : blocks.usable(prefix.id(), plant, max);
    }

    @Override
    public void update(Prefix prefix) {
        if (db.update(UPDATE, prefix.childLength(), prefix.id(), prefix.revision()) == 0) {
            throw Problem.changed("prefix", prefix.cidr().toString());
        }
    }

    @Override
    public void delete(UUID id) {
        if (!children.delete(id)) {
            blocks.deleteOf(id);
            db.update(DELETE, id);
        }
    }

    @Override
    public Optional<Block> block(Prefix prefix, Cidr part) {
        return prefix.parent().isPresent()
                ? children.block(prefix.id()).filter(block -> block.cidr().contains(part))
                : blocks.containing(prefix.id(), part);
    }

    @Override
    public List<Block> blocks(Prefix prefix, int max) {
        return prefix.parent().isPresent()
                ? children.block(prefix.id()).stream().toList()
                : blocks.list(prefix.id(), max);
    }

    @Override
    public void update(Block block) {
        if (!blocks.update(block) && !children.update(block)) {
            throw Problem.changed("block", block.cidr().toString());
        }
    }

    @Override
    public boolean childOverlaps(UUID parent, String namespace, Cidr cidr) {
        return children.overlapping(parent, namespace, cidr).isPresent();
    }

    @Override
    public List<Span> nextFreeChild(UUID parent, String namespace, Cidr from, Cidr to) {
        return children.free(parent, namespace, from, to);
    }

    private static Prefix row(ResultSet row) throws SQLException {
        return new Prefix(
                row.getObject("id", UUID.class),
                Optional.empty(),
                "",
                row.getString("network_id"),
                Families.cidr(row),
                row.getBoolean("holds_children"),
                row.getInt("child_length"),
                row.getLong("revision"));
    }
}
