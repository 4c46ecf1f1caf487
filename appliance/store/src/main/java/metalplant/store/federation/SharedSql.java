package metalplant.store.federation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.store.SharedTable;
import metalplant.federation.entry.Version;
import metalplant.federation.value.Bytes;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Sql;

/** Table {@code fed_shared}. One transaction has one of these, which reads no row twice; nothing else writes the table. */
public final class SharedSql implements SharedTable {
    private static final String COLUMNS =
            "id, kind, place, local_id, home, home_epoch, edition, published, name, content, brought, deleted, pending";
    private static final Sql FIND = sql("FIND", "SELECT " + COLUMNS + " FROM fed_shared WHERE id = ?");
    private static final Sql FIND_ALL = sql("FIND_ALL", "SELECT " + COLUMNS + " FROM fed_shared WHERE id = ANY(?)");
    private static final Sql PENDING =
            sql("PENDING", "SELECT " + COLUMNS + " FROM fed_shared WHERE pending ORDER BY place, id LIMIT ?");
    private static final Sql LIST = sql("LIST", "SELECT " + COLUMNS + " FROM fed_shared ORDER BY place, id");
    private static final Sql SAVE = sql(
            "SAVE",
            "INSERT INTO fed_shared (" + COLUMNS
                    + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                    + " local_id = excluded.local_id, home = excluded.home, home_epoch = excluded.home_epoch,"
                    + " edition = excluded.edition, published = excluded.published, name = excluded.name,"
                    + " content = excluded.content, brought = excluded.brought, deleted = excluded.deleted,"
                    + " pending = excluded.pending");
    private static final Sql REMOVE = sql("REMOVE", "DELETE FROM fed_shared WHERE id = ?");

    private final Db db;
    private final Map<UUID, Optional<Row>> known = new HashMap<>();

    /** On one connection, for one transaction. */
    public SharedSql(Db db) {
        this.db = db;
    }

    private static Sql sql(String name, String text) {
        return Sql.constant(SharedSql.class, name, text);
    }

    @Override
    public Optional<Row> find(UUID id) {
        var read = known.get(id);
        if (read == null) {
            read = db.one(FIND, SharedSql::row, id);
            known.put(id, read);
        }
        return read;
    }

    @Override
    public void expect(Collection<UUID> ids) {
        var unread =
                ids.stream().filter(id -> !known.containsKey(id)).distinct().toArray(UUID[]::new);
        if (unread.length > 0) {
            for (var id : unread) {
                known.put(id, Optional.empty());
            }
            db.all(FIND_ALL, SharedSql::row, (Object) unread).forEach(row -> known.put(row.id(), Optional.of(row)));
        }
    }

    @Override
    public List<Row> pending(int max) {
        return db.all(PENDING, SharedSql::row, (long) max);
    }

    @Override
    public List<Row> all() {
        return db.all(LIST, SharedSql::row);
    }

    @Override
    public void save(Row row) {
        known.put(row.id(), Optional.of(row));
        db.update(
                SAVE,
                row.id(),
                row.kind(),
                row.place(),
                row.localId(),
                row.home(),
                row.version().homeEpoch(),
                row.version().number(),
                row.published(),
                row.name(),
                row.content().toArray(),
                row.brought(),
                row.deleted(),
                row.pending());
    }

    @Override
    public void remove(UUID id) {
        known.put(id, Optional.empty());
        db.update(REMOVE, id);
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                row.getInt("place"),
                row.getString("local_id"),
                row.getString("home"),
                new Version(row.getLong("home_epoch"), row.getLong("edition")),
                row.getLong("published"),
                row.getString("name"),
                Bytes.of(row.getBytes("content")),
                row.getBoolean("brought"),
                row.getBoolean("deleted"),
                row.getBoolean("pending"));
    }
}
