package metalplant.store.backup;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Migrations;
import metalplant.store.kernel.Migrations.Step;
import metalplant.store.kernel.SqlFailure;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows into an empty database: makes the tables as they were when the rows were read, fills them, and brings them to this release
 * with {@link #finish}. Pages are transactions of their own, so a database that was not finished holds a part and must be thrown away.
 */
public final class TableSink implements RowSink, AutoCloseable {
    private static final int PAGE_ROWS = 500;
    private static final long PAGE_CHARS = 2L << 20;

    private final DataSource source;
    private final World world;
    private final List<Step> known;
    private final List<@Nullable Object[]> page = new ArrayList<>();
    private long pageChars;
    private List<TableShape> here = List.of();
    private @Nullable TableShape table;

    public TableSink(DataSource source, World world) {
        this(source, world, Migrations.steps());
    }

    TableSink(DataSource source, World world, List<Step> known) {
        this.source = source;
        this.world = world;
        this.known = known;
    }

    /** @throws Problem RULE_VIOLATED if the database holds something */
    public void refuseUnlessEmpty() {
        var found = new TableSource(source).shapes();
        if (!found.isEmpty()) {
            throw Problem.refused("the database is not empty, it has a table %s: give an empty one"
                    .formatted(found.getFirst().name()));
        }
    }

    /** @throws Problem RULE_VIOLATED if the rows come from a later release */
    @Override
    public void steps(List<String> steps) {
        refuseTooNew(steps, known);
        var had = Set.copyOf(steps);
        new Migrations(
                        source,
                        world,
                        known.stream().filter(step -> had.contains(step.name())).toList())
                .run();
        here = new TableSource(source).shapes();
    }

    /** The same without a database. */
    public static void refuseTooNew(List<String> steps) {
        refuseTooNew(steps, Migrations.steps());
    }

    private static void refuseTooNew(List<String> steps, List<Step> known) {
        var names = known.stream().map(Step::name).collect(Collectors.toSet());
        steps.stream().filter(step -> !names.contains(step)).findFirst().ifPresent(step -> {
            throw Problem.refused(
                    "the backup is of a later release, whose database has %s: restore it with that release"
                            .formatted(step));
        });
    }

    @Override
    public void table(TableShape shape) {
        flush();
        var found = here.stream()
                .filter(each -> each.name().equals(shape.name()))
                .findFirst()
                .orElseThrow(() ->
                        Problem.bad("the backup has a table %s, which its release had not".formatted(shape.name())));
        if (!new HashSet<>(found.columns()).equals(new HashSet<>(shape.columns()))) {
            throw Problem.bad("table %s of the backup has other columns than its release had".formatted(shape.name()));
        }
        table = shape;
    }

    @Override
    public void row(List<@Nullable String> row) {
        var shape = table;
        if (shape == null || row.size() != shape.columns().size()) {
            throw Problem.bad("a row of the backup does not fit its table");
        }
        var values = new @Nullable Object[row.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = shape.columns().get(i).type().value(row.get(i));
            var text = row.get(i);
            pageChars += text == null ? 1 : text.length() + 1;
        }
        page.add(values);
        if (page.size() == PAGE_ROWS || pageChars > PAGE_CHARS) {
            flush();
        }
    }

    /** Writes what was given so far. */
    public void flush() {
        if (page.isEmpty() || table == null) {
            return;
        }
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            new Db(connection).batch(table.insert(), page);
            connection.commit();
        } catch (SQLException | SqlFailure e) {
            throw TableSource.away(e);
        }
        page.clear();
        pageChars = 0;
    }

    /** All rows were given: the database is brought to this release. */
    public void finish() {
        flush();
        new Migrations(source, world, known).run();
    }

    @Override
    public void close() {
        page.clear();
    }
}
