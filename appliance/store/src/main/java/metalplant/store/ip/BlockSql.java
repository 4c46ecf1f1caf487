package metalplant.store.ip;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.model.ip.Block;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Holder;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Sql;

/** Table {@code ip_block}: blocks of prefixes without parent. */
record BlockSql(Db db) {
    private static final String COLUMNS = "prefix_id, bits, lo, hi, mask_length, holder, incarnation, fence, state";
    private static final Sql INSERT =
            sql("INSERT", "INSERT INTO ip_block (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    private static final Sql UPDATE = sql(
            "UPDATE",
            "UPDATE ip_block SET holder = ?, incarnation = ?, fence = ?, state = ? WHERE prefix_id = ? AND lo = ? AND mask_length = ?");
    private static final Sql TURN_LOCAL =
            sql("TURN_LOCAL", "UPDATE ip_block SET state = ? WHERE holder = '' AND state = ?");
    private static final Sql DELETE = sql("DELETE", "DELETE FROM ip_block WHERE prefix_id = ?");
    private static final Sql BEFORE = sql(
            "BEFORE", "SELECT " + COLUMNS + " FROM ip_block WHERE prefix_id = ? AND lo <= ? ORDER BY lo DESC LIMIT 1");
    private static final Sql LIST =
            sql("LIST", "SELECT " + COLUMNS + " FROM ip_block WHERE prefix_id = ? ORDER BY lo LIMIT ?");

    /** The index leads with the prefix; a plant holds few blocks of one. */
    private static final Sql USABLE = sql(
            "USABLE",
            "SELECT " + COLUMNS
                    + " FROM ip_block WHERE prefix_id = ? AND state = 'GRANTED' AND (holder = '' OR holder = ?) ORDER BY lo LIMIT ?");

    private static final Sql DELETE_ONE = sql("DELETE_ONE", "DELETE FROM ip_block WHERE prefix_id = ? AND lo = ?");
    private static final Sql OF_PREFIX = sql("OF_PREFIX", "SELECT " + COLUMNS + " FROM ip_block WHERE prefix_id = ?");

    private static Sql sql(String name, String text) {
        return Sql.constant(BlockSql.class, name, text);
    }

    void insert(Block block) {
        var cidr = block.cidr();
        db.update(
                INSERT,
                block.prefixId(),
                Families.column(cidr.family()),
                cidr.first().value(),
                cidr.last().value(),
                cidr.length(),
                block.holder(),
                block.incarnation(),
                block.fence(),
                block.state().name());
    }

    /** Whether there was such a block. */
    boolean update(Block block) {
        int written = db.update(
                UPDATE,
                block.holder(),
                block.incarnation(),
                block.fence(),
                block.state().name(),
                block.prefixId(),
                block.cidr().first().value(),
                block.cidr().length());
        return written == 1;
    }

    /** All blocks in which no federation has a say. */
    void turnLocal(Block.State from, Block.State to) {
        db.update(TURN_LOCAL, to.name(), from.name());
    }

    void deleteOf(UUID prefixId) {
        db.update(DELETE, prefixId);
    }

    /** Blocks of a prefix are disjoint, so the last one that begins before {@code part} is the only one that can hold it. */
    Optional<Block> containing(UUID prefixId, Cidr part) {
        return db.one(
                        BEFORE,
                        row -> Families.block(row, "prefix_id"),
                        prefixId,
                        part.first().value())
                .filter(block -> block.cidr().contains(part));
    }

    List<Block> list(UUID prefixId, int max) {
        return db.all(LIST, row -> Families.block(row, "prefix_id"), prefixId, max);
    }

    List<Block> usable(UUID prefixId, Holder plant, int max) {
        return db.all(USABLE, row -> Families.block(row, "prefix_id"), prefixId, plant.plant(), max).stream()
                .filter(block -> block.usableBy(plant))
                .toList();
    }

    /** Makes these the blocks of the prefix and writes only what differs. */
    void set(UUID prefixId, List<Block> wanted) {
        var there = new HashMap<BigInteger, Block>();
        db.all(OF_PREFIX, row -> Families.block(row, "prefix_id"), prefixId)
                .forEach(block -> there.put(block.cidr().first().value(), block));
        var added = new ArrayList<Block>();
        for (var block : wanted) {
            var old = there.get(block.cidr().first().value());
            if (block.equals(old)) {
                there.remove(block.cidr().first().value());
            } else {
                added.add(block);
            }
        }
        // What is left was somebody else's, of another size, or is not there any more.
        there.values()
                .forEach(block ->
                        db.update(DELETE_ONE, prefixId, block.cidr().first().value()));
        added.forEach(this::insert);
    }
}
