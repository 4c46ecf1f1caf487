package metalplant.store.federation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.store.FederationTable;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.Cidr;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Sql;

/** Tables {@code fed_state}, which has one row at most, {@code fed_entry} and {@code fed_member}; {@code fed_pool} is in {@link PoolSql}. */
public final class FederationSql implements FederationTable {
    private static final String PLANT = "plant";
    private static final Sql STATE = sql(
            "STATE",
            "SELECT revision, content_format, step, reconciled, content, content_hash FROM fed_state WHERE name = ?");
    private static final Sql INSERT_STATE = sql(
            "INSERT_STATE",
            "INSERT INTO fed_state (name, revision, content_format, step, reconciled, content, content_hash) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING");
    private static final Sql UPDATE_STATE = sql(
            "UPDATE_STATE",
            "UPDATE fed_state SET revision = ?, content_format = ?, step = ?, reconciled = ?, content = ?, content_hash = ? WHERE name = ? AND revision = ?");
    private static final Sql ENTRY =
            sql("ENTRY", "SELECT seq, entry, entry_hash FROM fed_entry WHERE ledger = ? AND seq = ?");
    private static final Sql ENTRIES = sql(
            "ENTRIES",
            "SELECT seq, entry, entry_hash FROM fed_entry WHERE ledger = ? AND seq >= ? ORDER BY seq LIMIT ?");
    private static final Sql APPEND =
            sql("APPEND", "INSERT INTO fed_entry (ledger, seq, entry_hash, entry) VALUES (?, ?, ?, ?)");
    private static final Sql FORGET = sql("FORGET", "DELETE FROM fed_entry WHERE ledger = ?");
    private static final Sql MEMBERS =
            sql("MEMBERS.LIST", "SELECT plant, label, standing FROM fed_member ORDER BY plant");
    private static final Sql MEMBER = sql("MEMBER", "SELECT plant, label, standing FROM fed_member WHERE plant = ?");
    private static final Sql SET_MEMBER = sql(
            "SET_MEMBER",
            "INSERT INTO fed_member (plant, label, standing) VALUES (?, ?, ?) ON CONFLICT (plant) DO UPDATE SET label = excluded.label, standing = excluded.standing");
    private static final Sql DROP_MEMBER = sql("DROP_MEMBER", "DELETE FROM fed_member WHERE plant = ?");

    private final Db db;
    private final PoolSql pools;

    public FederationSql(Db db) {
        this.db = db;
        this.pools = new PoolSql(db);
    }

    private static Sql sql(String name, String text) {
        return Sql.constant(FederationSql.class, name, text);
    }

    @Override
    public Optional<Kept> kept() {
        return db.one(STATE, FederationSql::keptRow, PLANT);
    }

    private static Kept keptRow(ResultSet row) throws SQLException {
        return new Kept(
                row.getLong("revision"),
                row.getInt("content_format"),
                row.getObject("step", UUID.class),
                row.getLong("reconciled"),
                whole(row, "content", "content_hash"));
    }

    private static Bytes whole(ResultSet row, String column, String hash) throws SQLException {
        var bytes = row.getBytes(column);
        if (!Hash.of(bytes).sum().equals(Bytes.of(row.getBytes(hash)))) {
            throw Problem.of(
                    ProblemCode.STORED_STATE_IMPOSSIBLE,
                    "what the database keeps of the federation is damaged: column " + column);
        }
        return Bytes.of(bytes);
    }

    private static byte[] sum(Bytes content) {
        return Hash.of(content.toArray()).sum().toArray();
    }

    @Override
    public boolean keep(Kept kept) {
        var content = kept.content().toArray();
        int written = kept.revision() == 1
                ? db.update(
                        INSERT_STATE,
                        PLANT,
                        1L,
                        kept.format(),
                        kept.step(),
                        kept.reconciled(),
                        content,
                        sum(kept.content()))
                : db.update(
                        UPDATE_STATE,
                        kept.revision(),
                        kept.format(),
                        kept.step(),
                        kept.reconciled(),
                        content,
                        sum(kept.content()),
                        PLANT,
                        kept.revision() - 1);
        return written == 1;
    }

    @Override
    public Optional<Bytes> entry(Log log, long seq) {
        return db.one(ENTRY, row -> whole(row, "entry", "entry_hash"), log.name(), seq);
    }

    @Override
    public List<Bytes> entries(Log log, long from, int max) {
        return db.all(ENTRIES, row -> whole(row, "entry", "entry_hash"), log.name(), from, (long) max);
    }

    @Override
    public void append(Log log, long from, List<Bytes> entries) {
        var rows = new ArrayList<Object[]>();
        long seq = from;
        for (var entry : entries) {
            rows.add(new Object[] {log.name(), seq++, sum(entry), entry.toArray()});
        }
        db.batch(APPEND, rows);
    }

    @Override
    public void forget(Log log) {
        db.update(FORGET, log.name());
    }

    @Override
    public List<Member> members() {
        return db.all(MEMBERS, FederationSql::memberRow);
    }

    @Override
    public Optional<Member> member(String plant) {
        return db.one(MEMBER, FederationSql::memberRow, plant);
    }

    private static Member memberRow(ResultSet row) throws SQLException {
        return new Member(row.getString("plant"), row.getString("label"), row.getString("standing"));
    }

    @Override
    public void setMembers(List<Member> wanted) {
        var there = members();
        var plants = wanted.stream().map(Member::plant).toList();
        there.stream()
                .filter(member -> !plants.contains(member.plant()))
                .forEach(member -> db.update(DROP_MEMBER, member.plant()));
        wanted.stream()
                .filter(member -> !there.contains(member))
                .forEach(member -> db.update(SET_MEMBER, member.plant(), member.label(), member.status()));
    }

    @Override
    public List<Pool> pools() {
        return pools.list();
    }

    @Override
    public Optional<Pool> poolOverlapping(Cidr cidr) {
        return pools.overlapping(cidr);
    }

    @Override
    public Optional<Pool> poolOf(UUID prefixId) {
        return pools.ofPrefix(prefixId);
    }

    @Override
    public void save(Pool pool) {
        pools.save(pool);
    }

    @Override
    public void touch(long millis) {
        pools.touch(millis);
    }

    @Override
    public void removePool(String pool) {
        pools.remove(pool);
    }
}
