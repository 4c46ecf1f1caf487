package metalplant.store.federation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.store.SpanTable;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Sql;

/** Table {@code fed_span}; what this plant wants has no plant, and prefixes have blanks between them. */
public record SpanSql(Db db) implements SpanTable {
    private static final String WANTED = "";
    private static final String COLUMNS = "id, plant, prefixes";
    private static final Sql OF =
            sql("OF", "SELECT " + COLUMNS + " FROM fed_span WHERE id = ? AND plant > '' ORDER BY plant");
    private static final Sql OF_ALL =
            sql("OF_ALL", "SELECT " + COLUMNS + " FROM fed_span WHERE id = ANY(?) AND plant > ''");
    private static final Sql FIND = sql("FIND", "SELECT " + COLUMNS + " FROM fed_span WHERE id = ? AND plant = ?");
    private static final Sql OF_PLANT =
            sql("OF_PLANT", "SELECT " + COLUMNS + " FROM fed_span WHERE plant = ? ORDER BY id LIMIT ?");
    private static final Sql SAVE = sql(
            "SAVE",
            "INSERT INTO fed_span (" + COLUMNS
                    + ") VALUES (?, ?, ?) ON CONFLICT (id, plant) DO UPDATE SET prefixes = excluded.prefixes");
    private static final Sql FORGET = sql("FORGET", "DELETE FROM fed_span WHERE id = ?");
    private static final Sql FORGET_ONE = sql("FORGET_ONE", "DELETE FROM fed_span WHERE id = ? AND plant = ?");
    private static final Sql FORGET_PLANT = sql("FORGET_PLANT", "DELETE FROM fed_span WHERE plant = ?");
    private static final Sql CLEAR = sql("CLEAR", "DELETE FROM fed_span");

    private static Sql sql(String name, String text) {
        return Sql.constant(SpanSql.class, name, text);
    }

    @Override
    public List<Row> of(UUID id) {
        return db.all(OF, SpanSql::row, id);
    }

    /** Sorted here: an order asked for could make PostgreSQL go through all of them. */
    @Override
    public List<Row> ofAll(Collection<UUID> ids) {
        return ids.isEmpty()
                ? List.of()
                : db.all(OF_ALL, SpanSql::row, (Object) ids.stream().distinct().toArray(UUID[]::new)).stream()
                        .sorted(Comparator.comparing(Row::id).thenComparing(Row::plant))
                        .toList();
    }

    @Override
    public void save(Row row) {
        db.update(SAVE, row.id(), row.plant(), String.join(" ", row.prefixes()));
    }

    @Override
    public void forget(UUID id) {
        db.update(FORGET, id);
    }

    @Override
    public void forget(UUID id, String plant) {
        db.update(FORGET_ONE, id, plant);
    }

    @Override
    public void forgetPlant(String plant) {
        db.update(FORGET_PLANT, plant);
    }

    @Override
    public Optional<List<String>> wanted(UUID id) {
        return db.one(FIND, SpanSql::row, id, WANTED).map(Row::prefixes);
    }

    @Override
    public List<Row> wanted(int max) {
        return db.all(OF_PLANT, SpanSql::row, WANTED, (long) max);
    }

    @Override
    public void want(UUID id, List<String> prefixes) {
        save(new Row(id, WANTED, prefixes));
    }

    @Override
    public void satisfied(UUID id) {
        db.update(FORGET_ONE, id, WANTED);
    }

    @Override
    public void clear() {
        db.update(CLEAR);
    }

    private static Row row(ResultSet row) throws SQLException {
        var prefixes = row.getString("prefixes");
        return new Row(
                row.getObject("id", UUID.class),
                row.getString("plant"),
                prefixes.isEmpty() ? List.of() : List.of(prefixes.split(" ")));
    }
}
