package metalplant.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.SystemWorld;
import metalplant.store.kernel.Migrations;
import metalplant.store.kernel.Migrations.Step;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class MigrationsTest {
    private static final List<Step> STEPS = Migrations.steps();
    private static final String FOLDER = "src/main/resources/metalplant/store/migrations";

    private final SimulatedWorld world = SimulatedWorld.seeded(5);
    private final DatabaseConfig database = TestPostgres.database();

    private static DataSource source(DatabaseConfig database) {
        var source = new PGSimpleDataSource();
        source.setUrl(database.jdbcUrl());
        source.setUser(database.user());
        source.setPassword(database.password());
        source.setOptions("-c default_transaction_isolation=serializable");
        return source;
    }

    private int migrate(List<Step> steps) {
        return new Migrations(source(database), world, steps).run();
    }

    private static void execute(DatabaseConfig database, String sql) {
        query(database, sql);
    }

    /** Rows as texts, in the order of their text. */
    private static List<String> query(DatabaseConfig database, String sql) {
        try (var connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                var statement = connection.createStatement()) {
            var rows = new ArrayList<String>();
            if (statement.execute(sql)) {
                var result = statement.getResultSet();
                int columns = result.getMetaData().getColumnCount();
                while (result.next()) {
                    var row = new ArrayList<String>();
                    for (int i = 1; i <= columns; i++) {
                        row.add(String.valueOf(result.getString(i)));
                    }
                    rows.add(String.join(" ", row));
                }
            }
            return rows.stream().sorted().toList();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Tables, columns, constraints and indexes. */
    private static List<String> schema(DatabaseConfig database) {
        var schema = new ArrayList<>(query(
                database,
                "SELECT table_name, ordinal_position, column_name, data_type, is_nullable, column_default "
                        + "FROM information_schema.columns WHERE table_schema = 'public'"));
        schema.addAll(query(
                database,
                "SELECT c.table_name, c.constraint_name, c.constraint_type, k.column_name, k.ordinal_position "
                        + "FROM information_schema.table_constraints c "
                        + "LEFT JOIN information_schema.key_column_usage k ON k.constraint_name = c.constraint_name "
                        + "AND k.table_name = c.table_name "
                        // The engine names NOT NULL checks by row numbers that differ from database to database.
                        + "WHERE c.table_schema = 'public' AND c.constraint_name NOT LIKE '%_not_null'"));
        schema.addAll(query(database, "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"));
        return schema;
    }

    @Test
    void aFreshDatabaseGetsEveryStepAndASecondRunNone() {
        assertThat(migrate(STEPS)).isEqualTo(STEPS.size());
        assertThat(migrate(STEPS)).isZero();
        assertThat(query(database, "SELECT name FROM schema_step")).hasSameSizeAs(STEPS);
        assertThat(query(database, "SELECT name FROM schema_lease")).isEmpty();
    }

    @Test
    void everyFileOfTheFolderIsAStepWithANumberOfItsOwn() throws IOException {
        try (var files = Files.list(Path.of(FOLDER))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            STEPS.stream().map(Step::name).toList());
        }
        assertThat(STEPS).extracting(step -> step.name().substring(0, 4)).doesNotHaveDuplicates();
    }

    @Test
    void stepsAppliedOneByOneMakeTheFreshSchema() {
        for (int i = 1; i <= STEPS.size(); i++) {
            assertThat(migrate(STEPS.subList(0, i))).isEqualTo(1);
        }
        var fresh = TestPostgres.database();
        new Migrations(source(fresh), world).run();

        assertThat(schema(database)).isEqualTo(schema(fresh)).isNotEmpty();
    }

    @Test
    void everyStepMayRunAgain() {
        migrate(STEPS);
        var before = schema(database);
        // As if the plant had died after each step and before writing that down.
        execute(database, "DELETE FROM schema_step");

        assertThat(migrate(STEPS)).isEqualTo(STEPS.size());

        assertThat(schema(database)).isEqualTo(before);
    }

    @Test
    void aStepThatFailsStopsThereAndTheNextRunGoesOn() {
        var good = new Step(
                "0001-a.sql", "CREATE TABLE IF NOT EXISTS a (id TEXT NOT NULL, CONSTRAINT a_pk PRIMARY KEY (id))");
        var broken = new Step("0002-b.sql", "CREATE TABLE IF NOT EXISTS b (id NONSENSE)");
        var last = new Step(
                "0003-c.sql", "CREATE TABLE IF NOT EXISTS c (id TEXT NOT NULL, CONSTRAINT c_pk PRIMARY KEY (id))");
        assertUnavailable(() -> migrate(List.of(good, broken, last)));
        assertThat(query(database, "SELECT name FROM schema_step")).containsExactly("0001-a.sql");

        var mended = new Step("0002-b.sql", "CREATE TABLE IF NOT EXISTS b (id TEXT NOT NULL)");

        assertThat(migrate(List.of(good, mended, last))).isEqualTo(2);
    }

    @Test
    void migratorsAtOnceApplyEachStepOnce() throws Exception {
        var migrator = (Callable<Integer>) () -> new Migrations(source(database), new SystemWorld()).run();

        int applied = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var run : threads.invokeAll(
                    IntStream.range(0, 4).mapToObj(_ -> migrator).toList())) {
                applied += run.get();
            }
        }

        assertThat(applied).isEqualTo(STEPS.size());
        assertThat(query(database, "SELECT name FROM schema_lease")).isEmpty();
    }

    @Test
    void theLeaseOfAMigratorThatDiedIsWaitedFor() {
        migrate(List.of());
        holdLeaseFor(Duration.ofSeconds(90));
        var before = world.now();

        assertThat(migrate(STEPS)).isEqualTo(STEPS.size());

        assertThat(Duration.between(before, world.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void aLeaseThatDoesNotEndIsNotWaitedForForEver() {
        migrate(List.of());
        holdLeaseFor(Duration.ofDays(1));

        assertUnavailable(() -> migrate(STEPS));

        assertThat(query(database, "SELECT name FROM schema_step")).isEmpty();
    }

    private static final List<Step> NEXT = java.util.stream.Stream.concat(
                    STEPS.stream(),
                    java.util.stream.Stream.of(
                            new Step(
                                    "9001-tenant-note.sql",
                                    "ALTER TABLE tenant_entity ADD COLUMN IF NOT EXISTS note TEXT"),
                            new Step(
                                    "9002-contract-2-drop-project-by-tenant.sql",
                                    "DROP INDEX IF EXISTS project_by_tenant"),
                            new Step(
                                    "9003-tenant-note-two.sql",
                                    "ALTER TABLE tenant_entity ADD COLUMN IF NOT EXISTS note_two TEXT")))
            .toList();

    private Migrations next() {
        return new Migrations(source(database), world, NEXT, Migrations.LEVEL + 1);
    }

    @Test
    void theNextReleaseHoldsBackWhatContractsUntilItIsCommittedAndThisReleaseWorksOnItUntilThen() {
        // given
        migrate(STEPS);

        // when the next release starts on it
        assertThat(next().run()).as("what expands").isEqualTo(2);
        assertThat(next().run()).isZero();

        // then this one goes on with it, and its store works
        assertThat(migrate(STEPS)).isZero();
        assertThat(query(database, "SELECT indexname FROM pg_indexes WHERE indexname = 'project_by_tenant'"))
                .hasSize(1);
        try (var store = SqlStore.open(database, new SystemWorld())) {
            assertThat(store.reachable()).isTrue();
            boolean absent =
                    store.read("tenants", tx -> tx.tenants().find("nobody").isEmpty());
            assertThat(absent).isTrue();
        }

        // and once the next one is committed no more
        assertThat(next().commit()).isEqualTo(1);
        assertThat(next().commit()).isZero();
        assertThat(query(database, "SELECT indexname FROM pg_indexes WHERE indexname = 'project_by_tenant'"))
                .isEmpty();
        assertThatThrownBy(() -> migrate(STEPS))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.RULE_VIOLATED))
                .hasMessageContaining("committed to level 2 by a later release, and this release reads up to 1");
    }

    @Test
    void aCommitThatWasCutOffBehindTheLevelIsFinishedByTheNextStart() {
        migrate(STEPS);
        next().run();
        execute(database, "UPDATE schema_level SET level = 2 WHERE name = 'schema'");

        assertThat(next().run()).isEqualTo(1);
    }

    @Test
    void onANewDatabaseNothingIsHeldBackBecauseNoOlderReleaseEverRanOnIt() {
        assertThat(next().run()).isEqualTo(NEXT.size());
    }

    @Test
    void theLedgersLevelIsWhatWasCommittedAndNeverGoesDown() {
        try (var store = SqlStore.open(database, new SystemWorld())) {
            assertThat(store.committedLedger()).isEmpty();
            assertThat(SqlStore.commit(database, new SystemWorld(), 3)).isEmpty();
            assertThat(SqlStore.commit(database, new SystemWorld(), 3)).hasValue(3);
            assertThat(SqlStore.commit(database, new SystemWorld(), 2)).hasValue(3);
            assertThat(store.committedLedger()).hasValue(3);
        }
    }

    /** Released as they are; nothing of an older release was there to be kept. */
    private static final Set<String> BEFORE_LEVELS = Set.of("0328", "0329", "0330", "0331", "0332", "0333", "0334");

    @Test
    void aStepThatTakesSomethingAwayIsOneThatContracts() {
        for (var step : STEPS) {
            boolean takes = step.sql()
                    .toUpperCase(java.util.Locale.ROOT)
                    .replaceAll("\\s+", " ")
                    .matches(
                            "(?s).*\\b(DROP (TABLE|COLUMN|INDEX|CONSTRAINT)|RENAME|SET NOT NULL|ALTER COLUMN \\w+ (SET DATA )?TYPE|TRUNCATE|DELETE FROM)\\b.*");
            if (takes && !BEFORE_LEVELS.contains(step.name().substring(0, 4))) {
                assertThat(step.contracts()).as(step.name()).isPositive();
            }
            assertThat(step.contracts()).as(step.name()).isLessThanOrEqualTo(Migrations.LEVEL);
        }
    }

    private void holdLeaseFor(Duration duration) {
        execute(
                database,
                "INSERT INTO schema_lease (name, owner, until) VALUES ('migrate', 'somebody', '%s')"
                        .formatted(world.now().plus(duration)));
    }

    private static void assertUnavailable(org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo(ProblemCode.DATABASE_UNAVAILABLE));
    }
}
