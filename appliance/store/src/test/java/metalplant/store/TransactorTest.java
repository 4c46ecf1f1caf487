package metalplant.store;

import static metalplant.store.FaultyDataSource.Fault.CLOSE_FAILS;
import static metalplant.store.FaultyDataSource.Fault.CONFLICT_AT_COMMIT;
import static metalplant.store.FaultyDataSource.Fault.CONFLICT_AT_STATEMENT;
import static metalplant.store.FaultyDataSource.Fault.LOST_AFTER_COMMIT;
import static metalplant.store.FaultyDataSource.Fault.LOST_AT_STATEMENT;
import static metalplant.store.FaultyDataSource.Fault.LOST_BEFORE_COMMIT;
import static metalplant.store.FaultyDataSource.Fault.NO_CONNECTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import metalplant.core.store.Store.Work;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.Stamp;
import metalplant.model.SystemWorld;
import metalplant.model.size.Size;
import metalplant.store.FaultyDataSource.Fault;
import metalplant.testkit.SimulatedWorld;
import metalplant.testkit.bus.Eventually;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the store makes of faults, on a real database. The row of a test is a journal: every run of a transaction that lasts adds
 * its name to it, so that the journal tells what was written, and how often.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransactorTest {
    private static final int TRIES = 12;

    /** A full pool changes what a failing connection means. */
    private static final int MORE_THAN_ANY_TEST_USES = 40;

    private final SimulatedWorld world = SimulatedWorld.seeded(99);
    private final FaultyDataSource.Plan faults = new FaultyDataSource.Plan();
    private final AtomicInteger runs = new AtomicInteger();
    private DatabaseConfig database;
    private SqlStore store;
    private String journal;

    @BeforeAll
    void open() {
        database = withConnections(TestPostgres.database(), MORE_THAN_ANY_TEST_USES);
        store = SqlStore.open(database, world, real -> new FaultyDataSource(real, faults));
    }

    @AfterAll
    void close() {
        store.close();
    }

    @BeforeEach
    void beginJournal() {
        journal = world.newId().toString();
        runs.set(0);
        store.run("begin", tx -> tx.sizes().insert(size(journal, Map.of())));
    }

    private Size size(String id, Map<String, String> entries) {
        return new Size(id, "", "", List.of(), entries, Stamp.fresh(world));
    }

    /** Adds {@code entry} to the journal, or raises its count. */
    private Work<String> write(String entry) {
        return tx -> {
            runs.incrementAndGet();
            var old = tx.sizes().get(journal);
            var entries = new TreeMap<>(old.labels());
            entries.merge(entry, "1", (count, one) -> Integer.toString(Integer.parseInt(count) + 1));
            tx.sizes().update(new Size(old.id(), "", "", List.of(), entries, old.stamp()));
            return entry;
        };
    }

    private Work<Optional<String>> landed(String entry) {
        return tx -> Optional.of(entry).filter(tx.sizes().get(journal).labels()::containsKey);
    }

    private Map<String, String> written() {
        return new TreeMap<>(
                store.read("written", tx -> tx.sizes().get(journal)).labels());
    }

    private void plan(Fault... next) {
        faults.add(next);
    }

    private static void assertProblem(ProblemCode code, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    private static Fault[] times(int count, Fault fault) {
        return Collections.nCopies(count, fault).toArray(Fault[]::new);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "CONFLICT_AT_STATEMENT",
                "DEADLOCK_AT_STATEMENT",
                "UNIQUE_AT_STATEMENT",
                "STALE_PLAN_AT_STATEMENT",
                "CONFLICT_AT_COMMIT"
            })
    void aConflictRunsTheWholeClosureAgain(Fault fault) {
        plan(fault, fault);

        assertThat(store.run("w", write("a"))).isEqualTo("a");

        assertThat(faults.done()).isTrue();
        assertThat(runs).hasValue(3);
        assertThat(written()).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void whoLosesThreeTimesGoesAlone() throws Exception {
        // given: a transaction that has lost three times, and now another one wants to write
        plan(CONFLICT_AT_COMMIT, CONFLICT_AT_COMMIT, CONFLICT_AT_COMMIT);
        var order = Collections.synchronizedList(new ArrayList<String>());
        var other = Thread.ofPlatform().unstarted(() -> store.run("other", tx -> order.add("other")));

        // when
        store.run("loser", tx -> {
            if (runs.incrementAndGet() == 4) {
                other.start();
                Eventually.until(
                        "the other one waits for its turn", () -> other.getState() == Thread.State.TIMED_WAITING);
                order.add("loser");
            }
            return true;
        });
        other.join();

        // then
        assertThat(order).containsExactly("loser", "other");
    }

    @Test
    void conflictsWithoutEndAreTooMuchAfterSomeTries() {
        int before = faults.connections();
        plan(times(TRIES, CONFLICT_AT_COMMIT));

        assertProblem(ProblemCode.TOO_BUSY, () -> store.run("w", write("a")));

        assertThat(faults.connections() - before).isEqualTo(TRIES);
        assertThat(faults.done()).isTrue();
        assertThat(written()).isEmpty();
    }

    @Test
    void conflictsAreNotRetriedForeverWhenEachTakesLong() {
        plan(times(TRIES, CONFLICT_AT_COMMIT));

        assertProblem(
                ProblemCode.TOO_BUSY,
                () -> store.run("w", tx -> {
                    world.advance(Duration.ofSeconds(6));
                    return write("a").in(tx);
                }));

        assertThat(runs).hasValueLessThan(4);
        assertThat(written()).isEmpty();
        drain();
    }

    private void drain() {
        while (!faults.done()) {
            store.read("drain", landedSafely());
        }
    }

    private static Work<Boolean> landedSafely() {
        return _ -> true;
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_CONNECTION", "LOST_AT_STATEMENT", "FULL_AT_STATEMENT", "TIMEOUT_AT_STATEMENT"})
    void aDatabaseThatIsAwayBeforeTheCommitIsToldAtOnce(Fault fault) {
        plan(fault);

        assertProblem(ProblemCode.DATABASE_UNAVAILABLE, () -> store.run("w", landed("a"), write("a")));

        assertThat(faults.done()).isTrue();
        assertThat(written()).isEmpty();
        assertThat(store.run("w", write("b"))).isEqualTo("b");
    }

    @Test
    void aFullDiskIsToldAsWhatItIs() {
        plan(Fault.FULL_AT_STATEMENT);

        assertThatThrownBy(() -> store.run("w", write("a")))
                .hasMessageContaining("full")
                .hasMessageContaining("make room");

        assertThat(written()).isEmpty();
    }

    @Test
    void whoeverFindsAllConnectionsTakenTriesAgain() {
        whileAllConnectionsAreTaken(crowded -> {
            plan(times(TRIES, NO_CONNECTION));

            assertProblem(ProblemCode.TOO_BUSY, () -> crowded.run("w", landed("a"), write("a")));
            assertThat(faults.done()).isTrue();
        });
        assertThat(written()).isEmpty();
    }

    @Test
    void aReaderThatFindsAllConnectionsTakenIsNotToldThatTheDatabaseIsAway() {
        whileAllConnectionsAreTaken(crowded -> {
            plan(times(TRIES, NO_CONNECTION));

            assertProblem(ProblemCode.TOO_BUSY, () -> crowded.read("r", landed("a")));
        });
    }

    @Test
    void whoeverWaitsInVainWhileOthersAreAnsweredTriesAgain() {
        // given: a pool that is far from full, and a neighbour whose transaction ends while this one waits for a
        // connection
        faults.whileWaiting(() -> store.read("neighbour", landedSafely()));
        plan(NO_CONNECTION);

        assertThat(store.run("w", write("a"))).isEqualTo("a");

        assertThat(faults.done()).isTrue();
        assertThat(written()).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void aDatabaseThatAnswersOthersIsThereAlsoForWhoeverGetsNoConnection() {
        plan(NO_CONNECTION);
        assertThat(store.reachable()).isFalse();

        faults.whileWaiting(() -> store.read("neighbour", landedSafely()));
        plan(NO_CONNECTION);
        assertThat(store.reachable()).isTrue();
    }

    /** A pool of one connection, which somebody holds; faults take the place of waiting for it. */
    private void whileAllConnectionsAreTaken(Consumer<SqlStore> then) {
        var small = withConnections(database, 1);
        var finished = new CountDownLatch(1);
        var taken = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var crowded = SqlStore.open(small, world, real -> new FaultyDataSource(real, faults))) {
            var holder = threads.submit(() -> crowded.read("hold", tx -> {
                taken.countDown();
                return awaited(finished);
            }));
            assertThat(awaited(taken)).isTrue();
            try {
                then.accept(crowded);
            } finally {
                finished.countDown();
            }
            assertThat(holder).succeedsWithin(Duration.ofSeconds(30));
        }
    }

    private static DatabaseConfig withConnections(DatabaseConfig config, int connections) {
        return new DatabaseConfig(config.jdbcUrl(), config.user(), config.password(), connections);
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LOST_BEFORE_COMMIT", "LOST_AFTER_COMMIT", "SHUTDOWN_AFTER_COMMIT"})
    void anUnknownOutcomeIsSettledByReadingBack(Fault fault) {
        plan(fault);

        assertThat(store.run("w", landed("a"), write("a"))).isEqualTo("a");

        assertThat(runs).hasValue(fault == LOST_BEFORE_COMMIT ? 2 : 1);
        assertThat(written()).isEqualTo(Map.of("a", "1"));
    }

    @ParameterizedTest
    @EnumSource(names = {"LOST_BEFORE_COMMIT", "LOST_AFTER_COMMIT"})
    void anUnknownOutcomeThatNobodyCanSettleIsSaidToBeUnknown(Fault fault) {
        plan(fault);

        assertProblem(ProblemCode.OUTCOME_UNKNOWN, () -> store.run("w", write("a")));

        assertThat(runs).hasValue(1);
        assertThat(written()).isEqualTo(fault == LOST_AFTER_COMMIT ? Map.of("a", "1") : Map.of());
    }

    @Test
    void readingBackGoesOnThroughFurtherFaults() {
        plan(LOST_AFTER_COMMIT, NO_CONNECTION, LOST_AT_STATEMENT, CONFLICT_AT_STATEMENT, CONFLICT_AT_COMMIT);

        assertThat(store.run("w", landed("a"), write("a"))).isEqualTo("a");

        assertThat(faults.done()).isTrue();
        assertThat(runs).hasValue(1);
        assertThat(written()).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void aSecondUnknownOutcomeIsReadBackToo() {
        plan(LOST_BEFORE_COMMIT, LOST_AFTER_COMMIT, LOST_AFTER_COMMIT);

        assertThat(store.run("w", landed("a"), write("a"))).isEqualTo("a");

        assertThat(faults.done()).isTrue();
        assertThat(written()).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void readingBackEndsWhenTheDatabaseStaysAway() {
        int before = faults.connections();
        plan(LOST_AFTER_COMMIT);
        plan(times(TRIES - 1, NO_CONNECTION));

        assertProblem(ProblemCode.OUTCOME_UNKNOWN, () -> store.run("w", landed("a"), write("a")));

        assertThat(faults.connections() - before).isEqualTo(TRIES);
        assertThat(written()).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void whatHappensAfterTheCommitChangesNothing() {
        plan(CLOSE_FAILS);

        assertThat(store.run("w", write("a"))).isEqualTo("a");

        assertThat(runs).hasValue(1);
        assertThat(written()).isEqualTo(Map.of("a", "1"));
    }

    @ParameterizedTest
    @EnumSource(names = {"REFUSED_AT_STATEMENT", "REFUSED_AT_COMMIT"})
    void aStatementTheDatabaseRefusesIsABug(Fault fault) {
        plan(fault);

        assertProblem(ProblemCode.STORED_STATE_IMPOSSIBLE, () -> store.run("w", landed("a"), write("a")));

        assertThat(runs).hasValueLessThan(2);
        assertThat(written()).isEmpty();
    }

    @Test
    void whatTheClosureThrowsIsPassedOnAfterARollback() {
        assertProblem(
                ProblemCode.RULE_VIOLATED,
                () -> store.run("w", tx -> {
                    write("a").in(tx);
                    throw Problem.refused("no");
                }));
        assertThatThrownBy(() -> store.run("w", tx -> {
                    write("a").in(tx);
                    throw new UnsupportedOperationException("bug");
                }))
                .isInstanceOf(UnsupportedOperationException.class);

        assertThat(runs).hasValue(2);
        assertThat(written()).isEmpty();
    }

    @Test
    void aReadIsRepeatedAfterConflictsAndNeverUnknown() {
        plan(CONFLICT_AT_STATEMENT, CONFLICT_AT_COMMIT);
        assertThat(written()).isEmpty();
        assertThat(faults.done()).isTrue();

        plan(LOST_AFTER_COMMIT);
        assertProblem(ProblemCode.DATABASE_UNAVAILABLE, this::written);

        plan(NO_CONNECTION);
        assertProblem(ProblemCode.DATABASE_UNAVAILABLE, this::written);
    }

    @Test
    void aReadCannotWrite() {
        assertProblem(ProblemCode.STORED_STATE_IMPOSSIBLE, () -> store.read("w", write("a")));

        assertThat(written()).isEmpty();
    }

    @Test
    void aConnectionThatTheServerEndsIsReplaced() {
        assertProblem(
                ProblemCode.DATABASE_UNAVAILABLE,
                () -> store.run("w", tx -> {
                    terminateConnections();
                    return write("a").in(tx);
                }));

        assertThat(store.run("w", write("b"))).isEqualTo("b");
        assertThat(written()).isEqualTo(Map.of("b", "1"));
    }

    /** Ends every connection to the database of this test but the one it asks through. */
    private void terminateConnections() {
        try (var connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                var statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    + "WHERE datname = current_database() AND pid <> pg_backend_pid()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void twoClosuresThatEachReadWhatTheOtherWritesAreNotBothRight() throws Exception {
        var first = world.newId().toString();
        var second = world.newId().toString();
        var bothRead = new CyclicBarrier(2);
        var firstRun = new CountDownLatch(2);
        Function<String, Work<Boolean>> insertIfAlone = id -> tx -> {
            boolean alone =
                    tx.sizes().find(first).isEmpty() && tx.sizes().find(second).isEmpty();
            if (firstRun.getCount() > 0) {
                firstRun.countDown();
                await(bothRead);
            }
            return alone && tx.sizes().insert(size(id, Map.of())).id().equals(id);
        };

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = threads.submit(() -> store.run("skew", insertIfAlone.apply(first)));
            var two = threads.submit(() -> store.run("skew", insertIfAlone.apply(second)));

            assertThat(List.of(one.get(), two.get())).containsExactlyInAnyOrder(true, false);
        }
        int there = store.read("count", tx -> count(tx, first) + count(tx, second));
        assertThat(there).isEqualTo(1);
    }

    @Test
    void nobodyGivesUpWhenManyChangeOneRowAtOnce() throws Exception {
        int writers = 32;
        var together = new CyclicBarrier(writers);
        try (var real = SqlStore.open(database, new SystemWorld());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writing = IntStream.range(0, writers)
                    .mapToObj(i -> threads.submit(() -> {
                        await(together);
                        return real.run("crowd", write("e" + i));
                    }))
                    .toList();
            for (var one : writing) {
                one.get();
            }
        }

        assertThat(written()).hasSize(writers);
    }

    private static int count(Tx tx, String id) {
        return tx.sizes().find(id).isPresent() ? 1 : 0;
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverGoesWrongNothingIsWrittenTwiceAndTheAnswerIsTrue(long seed) {
        var random = new Random(seed);
        var kinds = Fault.values();
        var certain = new ArrayList<String>();
        var refused = new ArrayList<String>();
        for (int i = 0; i < 20; i++) {
            var entry = "e" + i;
            for (int k = random.nextInt(4); k > 0; k--) {
                plan(kinds[random.nextInt(kinds.length)]);
            }
            try {
                certain.add(
                        random.nextBoolean()
                                ? store.run("w", landed(entry), write(entry))
                                : store.run("w", write(entry)));
            } catch (Problem problem) {
                if (problem.code() != ProblemCode.OUTCOME_UNKNOWN) {
                    refused.add(entry);
                }
            }
            settle();
        }

        var written = written();

        assertThat(written.values()).containsOnly("1");
        assertThat(written).containsKeys(certain.toArray(String[]::new));
        assertThat(written).doesNotContainKeys(refused.toArray(String[]::new));
    }

    /** Uses up what is planned, so that it does not strike the next transaction. */
    private void settle() {
        while (!faults.done()) {
            try {
                store.read("settle", _ -> true);
            } catch (Problem expected) {
                assertThat(expected.code()).isNotEqualTo(ProblemCode.OUTCOME_UNKNOWN);
            }
        }
    }
}
