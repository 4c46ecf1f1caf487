package metalplant.store.backup;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.sql.DataSource;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Sql;
import metalplant.store.kernel.SqlFailure;
import org.jspecify.annotations.Nullable;

/**
 * Reads all rows of all tables as they were at one moment: one SERIALIZABLE transaction that writes nothing. Tables come by name and rows
 * by primary key, in pages whose bytes are bounded, not their rows.
 */
public final class TableSource {
    private static final Sql COLUMNS = Sql.constant(
            TableSource.class,
            "COLUMNS",
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position");
    private static final Sql KEYS = Sql.constant(
            TableSource.class,
            "KEYS",
            "SELECT k.table_name, k.column_name FROM information_schema.key_column_usage k JOIN information_schema.table_constraints c ON c.constraint_schema = k.constraint_schema AND c.constraint_name = k.constraint_name AND c.table_name = k.table_name WHERE k.table_schema = 'public' AND c.constraint_type = 'PRIMARY KEY' ORDER BY k.table_name, k.ordinal_position");
    private static final Sql STEPS =
            Sql.constant(TableSource.class, "STEPS", "SELECT name FROM schema_step ORDER BY name");

    /** How far a database is, and who makes it so; both are made by whoever restores. */
    private static final Set<String> OF_MIGRATIONS = Set.of("schema_step", "schema_lease", "schema_level");

    private static final int TRIES = 5;
    private static final int FIRST_PAGE = 32;
    private static final int PAGE_MAX = 1_000;
    private static final long PAGE_CHARS = 2L << 20;

    private final DataSource source;

    /** @param source whose connections are serializable; see {@link BackupSources} */
    public TableSource(DataSource source) {
        this.source = source;
    }

    /**
     * Reads everything.
     *
     * @param sinks one per try: the engine may end a transaction, and then all begins anew
     * @return the sink that got all
     * @throws Problem DATABASE_UNAVAILABLE
     */
    public <S extends RowSink> S read(Supplier<S> sinks) {
        for (int attempt = 1; ; attempt++) {
            var sink = sinks.get();
            try (var connection = source.getConnection()) {
                connection.setAutoCommit(false);
                connection.setReadOnly(true);
                read(new Db(connection), sink);
                connection.commit();
                return sink;
            } catch (SqlFailure e) {
                if (!e.retryable() || attempt == TRIES) {
                    throw away(e);
                }
            } catch (SQLException e) {
                throw away(e);
            }
        }
    }

    /** The tables of a database, by name. */
    public List<TableShape> shapes() {
        try (Connection connection = source.getConnection()) {
            return shapes(new Db(connection));
        } catch (SQLException | SqlFailure e) {
            throw away(e);
        }
    }

    private static void read(Db db, RowSink sink) {
        var shapes = shapes(db);
        sink.steps(db.all(STEPS, row -> row.getString("name")));
        shapes.forEach(shape -> read(db, shape, sink));
    }

    private static void read(Db db, TableShape shape, RowSink sink) {
        sink.table(shape);
        int max = FIRST_PAGE;
        var page = db.all(shape.first(), row -> values(shape, row), max);
        while (!page.isEmpty()) {
            page.forEach(sink::row);
            if (page.size() < max) {
                return;
            }
            var after = key(shape, page.getLast());
            max = nextPage(page);
            var args = Arrays.copyOf(after, after.length + 1);
            args[after.length] = max;
            page = db.all(shape.next(), row -> values(shape, row), args);
        }
    }

    private static int nextPage(List<List<@Nullable String>> page) {
        long chars = page.stream()
                .flatMap(List::stream)
                .mapToLong(value -> value == null ? 1 : value.length() + 1)
                .sum();
        return (int) Math.clamp(PAGE_CHARS * page.size() / Math.max(chars, 1), 1, PAGE_MAX);
    }

    private static @Nullable Object[] key(TableShape shape, List<@Nullable String> row) {
        return shape.key().stream()
                .map(shape::place)
                .map(place -> shape.columns().get(place).type().value(row.get(place)))
                .toArray();
    }

    private static List<@Nullable String> values(TableShape shape, ResultSet row) throws SQLException {
        var values = new ArrayList<@Nullable String>();
        for (int i = 0; i < shape.columns().size(); i++) {
            values.add(shape.columns().get(i).type().read(row, i + 1));
        }
        return values;
    }

    private static List<TableShape> shapes(Db db) {
        var columns = new TreeMap<String, List<TableShape.Column>>();
        db.all(COLUMNS, row -> {
            var table = row.getString("table_name");
            if (!OF_MIGRATIONS.contains(table)) {
                columns.computeIfAbsent(table, _ -> new ArrayList<>())
                        .add(new TableShape.Column(
                                row.getString("column_name"), ColumnType.named(row.getString("data_type"))));
            }
            return table;
        });
        var keys = new TreeMap<String, List<String>>();
        db.all(
                KEYS,
                row -> keys.computeIfAbsent(row.getString("table_name"), _ -> new ArrayList<>())
                        .add(row.getString("column_name")));
        return columns.entrySet().stream()
                .map(table ->
                        new TableShape(table.getKey(), table.getValue(), keys.getOrDefault(table.getKey(), List.of())))
                .toList();
    }

    static Problem away(Exception cause) {
        return Problem.of(
                        ProblemCode.DATABASE_UNAVAILABLE,
                        "the database cannot be read or written: " + cause.getMessage())
                .because(cause);
    }
}
