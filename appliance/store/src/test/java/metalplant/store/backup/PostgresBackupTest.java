package metalplant.store.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import metalplant.store.DatabaseConfig;
import metalplant.store.RecordedStatements;
import metalplant.store.TestPostgres;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Migrations;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PostgresBackupTest {
    private static final SystemWorld WORLD = new SystemWorld();
    private static final long SEED = 4711;
    private static final int ROWS = 70;

    /** What a check of the table allows. */
    private static final Map<String, String> LAWFUL = Map.of(
            "outbox.state", "PENDING",
            "ip_prefix.bits", "32",
            "ip_child.bits", "128",
            "ip_block.state", "FREE",
            "ip_child.state", "GRANTED",
            "ip_address.ip_type", "static");

    private final Random chance = new Random(SEED);
    private final DatabaseConfig database = TestPostgres.database();

    /** All rows by table. */
    private static class Kept implements RowSink {
        final LinkedHashMap<String, List<List<@Nullable String>>> rows = new LinkedHashMap<>();
        List<String> steps = List.of();
        private List<List<@Nullable String>> current = new ArrayList<>();

        @Override
        public void steps(List<String> steps) {
            this.steps = steps;
        }

        @Override
        public void table(TableShape table) {
            current = new ArrayList<>();
            rows.put(table.name(), current);
        }

        @Override
        public void row(List<@Nullable String> row) {
            current.add(row);
        }
    }

    private static TableSource source(DatabaseConfig database) {
        return new TableSource(RecordedStatements.of(BackupSources.forReading(database)));
    }

    private static Kept read(DatabaseConfig database) {
        return source(database).read(Kept::new);
    }

    private static TableSink sink(DatabaseConfig database) {
        return new TableSink(BackupSources.forWriting(database), WORLD);
    }

    /** Every table gets rows that no page holds at once. */
    private void fill() {
        try (var sink = sink(database)) {
            sink.steps(Migrations.steps().stream().map(Migrations.Step::name).toList());
            for (var shape : source(database).shapes()) {
                sink.table(shape);
                for (int i = 0; i < ROWS; i++) {
                    sink.row(row(shape, i));
                }
            }
            sink.finish();
        }
    }

    private List<@Nullable String> row(TableShape shape, int number) {
        var row = new ArrayList<@Nullable String>();
        for (var column : shape.columns()) {
            row.add(value(shape, column, number));
        }
        return row;
    }

    private String value(TableShape shape, TableShape.Column column, int number) {
        var lawful = LAWFUL.get(shape.name() + "." + column.name());
        if (lawful != null) {
            return lawful;
        }
        return switch (column.type()) {
            case TEXT -> "a'\"\\ \u00fc%d-%d".formatted(number, chance.nextInt(1000));
            case JSONB -> "{\"a\": \"\u00fc\\n%d\", \"b\": [1, null, {}]}".formatted(number);
            case UUID -> new UUID(chance.nextLong(), chance.nextLong()).toString();
            case BIGINT -> String.valueOf(chance.nextLong());
            case INTEGER, SMALLINT -> String.valueOf(number);
            case NUMERIC -> "3402823669209384634633746074317682114%02d".formatted(number);
            case BOOLEAN -> String.valueOf(number % 2 == 0);
            case TIMESTAMPTZ ->
                Instant.ofEpochSecond(-100_000_000L + number, 123_456_000).toString();
            case BYTEA -> HexFormat.of().formatHex(new byte[] {0, (byte) number, -1});
            case TEXTS -> "[\"a,b\",\"\",\"{\\\"%d\"]".formatted(number);
        };
    }

    @Test
    void everyRowOfEveryTableComesBack() {
        // given
        fill();
        var before = read(database);
        var other = TestPostgres.database();

        // when
        try (var sink = sink(other)) {
            sink.refuseUnlessEmpty();
            source(database).read(() -> sink);
            sink.finish();
        }

        // then
        assertThat(before.rows)
                .hasSizeGreaterThan(30)
                .allSatisfy((_, rows) -> assertThat(rows).hasSize(ROWS));
        assertThat(read(other).rows).isEqualTo(before.rows);
        assertThat(before.steps)
                .isEqualTo(
                        Migrations.steps().stream().map(Migrations.Step::name).toList());
    }

    @Test
    void whatIsWrittenMeanwhileIsNotInIt() {
        // given
        fill();
        Supplier<Kept> late = () -> new Kept() {
            @Override
            public void table(TableShape table) {
                if (rows.isEmpty()) {
                    try (var sink = sink(database)) {
                        sink.steps(steps);
                        var shape = source(database).shapes().getLast();
                        sink.table(shape);
                        sink.row(PostgresBackupTest.this.row(shape, ROWS));
                        sink.finish();
                    }
                }
                super.table(table);
            }
        };

        // when
        var read = source(database).read(late);

        // then
        assertThat(read.rows).allSatisfy((_, rows) -> assertThat(rows).hasSize(ROWS));
        assertThat(read(database).rows.lastEntry().getValue()).hasSize(ROWS + 1);
    }

    @Test
    void aDatabaseThatHoldsSomethingIsRefused() {
        fill();
        try (var sink = sink(database)) {
            assertThatThrownBy(sink::refuseUnlessEmpty)
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("not empty");
        }
    }

    @Test
    void rowsOfALaterReleaseAreRefused() {
        try (var sink = sink(database)) {
            assertThatThrownBy(() -> sink.steps(List.of("0101-partition-entity.sql", "9999-later.sql")))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("later release")
                    .hasMessageContaining("9999-later.sql");
        }
    }

    @Test
    void rowsOfAnEarlierReleaseAreBroughtToThisOne() {
        // given
        var earlier = Migrations.steps().stream()
                .filter(step -> step.name().compareTo("0341") < 0)
                .toList();
        new Migrations(BackupSources.forWriting(database), WORLD, earlier).run();
        var old = read(database);
        var other = TestPostgres.database();

        // when
        try (var sink = sink(other)) {
            source(database).read(() -> sink);
            sink.finish();
        }

        // then
        assertThat(old.steps).hasSize(earlier.size());
        assertThat(read(other).steps).hasSize(Migrations.steps().size());
    }

    /** Only prepared: what a sink writes beside, the migrations, is looked at elsewhere. */
    @Test
    void everyInsertIsHandedToTheCheckerOfTheSharedDialect() throws Exception {
        new Migrations(BackupSources.forWriting(database), WORLD).run();
        try (var connection =
                RecordedStatements.of(BackupSources.forWriting(database)).getConnection()) {
            var db = new Db(connection);
            source(database).shapes().forEach(shape -> db.batch(shape.insert(), List.of()));
        }
        assertThat(RecordedStatements.texts())
                .contains("INSERT INTO switch_connection (machine_id, switch_id) VALUES (?, ?)");
    }

    @Test
    void namesThatAreNoNamesNeverReachAStatement() {
        for (var name : List.of("a; DROP TABLE b", "a b", "", "A", "a\"", "a'")) {
            assertThatThrownBy(() ->
                            new TableShape(name, List.of(new TableShape.Column("id", ColumnType.TEXT)), List.of("id")))
                    .as(name)
                    .isInstanceOf(Problem.class);
        }
    }

    @Test
    void whatBelongsToNothingIsFoundAndAnEmptyPlantIsWell() {
        // given
        new Migrations(BackupSources.forWriting(database), WORLD).run();
        assertThat(Invariants.broken(database)).isEmpty();

        // when: rows that know nothing of each other
        fill();

        // then
        assertThat(Invariants.broken(database))
                .hasSize(6)
                .allSatisfy(broken -> assertThat(broken).endsWith(": " + ROWS))
                .anySatisfy(broken -> assertThat(broken).startsWith("addresses of prefixes"));
    }

    @Test
    void aScratchDatabaseIsGoneBehindItsUse() {
        // given
        DatabaseConfig inside;
        try (var scratch = ScratchDatabase.make(database, WORLD.newId())) {
            inside = scratch.config();

            // then
            assertThat(new TableSource(BackupSources.forReading(inside)).shapes())
                    .isEmpty();
        }
        assertThatThrownBy(() -> new TableSource(BackupSources.forWriting(inside)).shapes())
                .isInstanceOf(Problem.class);
    }
}
