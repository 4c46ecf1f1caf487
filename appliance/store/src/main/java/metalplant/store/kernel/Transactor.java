package metalplant.store.kernel;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import javax.sql.DataSource;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.model.trace.Traces;

/**
 * Runs closures in SERIALIZABLE transactions and again when the engine asks for it.
 *
 * <p>What a failure means depends on where it strikes. Before commit nothing was written: conflicts run again after a
 * jittered pause, a lost connection is "not now". During commit a conflict still means "not written", but a lost connection
 * means nobody knows: the next try first asks {@code landed}, and without one the caller is told so.
 *
 * @see "cockroachdb.md 3.3"
 */
public final class Transactor {
    private static final System.Logger LOG = System.getLogger(Transactor.class.getName());
    private static final int TRIES = 12;

    /** From this try on, one that keeps losing goes alone: nothing else of this process writes meanwhile. */
    private static final int LOSES_TOO_OFTEN = 4;

    private static final Duration QUEUES = Duration.ofSeconds(5);
    private static final Duration BUDGET = Duration.ofSeconds(15);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(400);

    private final DataSource source;
    private final BooleanSupplier allTaken;
    private final World world;
    private final Traces traces;
    private final ReadWriteLock turns = new ReentrantReadWriteLock(true);
    private final LongAdder retries = new LongAdder();
    private final LongAdder unknownOutcomes = new LongAdder();

    private final LongAdder answers = new LongAdder();

    /** @param allTaken whether the source has connections, and others hold all of them */
    public Transactor(DataSource source, BooleanSupplier allTaken, World world) {
        this(source, allTaken, world, Traces.NONE);
    }

    /** The same, watched. */
    public Transactor(DataSource source, BooleanSupplier allTaken, World world, Traces traces) {
        this.source = source;
        this.allTaken = allTaken;
        this.world = world;
        this.traces = traces;
    }

    /** Transactions that ran again because of a conflict. */
    public long retries() {
        return retries.sum();
    }

    /** Commits whose outcome was not known at first. */
    public long unknownOutcomes() {
        return unknownOutcomes.sum();
    }

    /** Transactions that the database ended, one way or the other: while this number grows, it is there. */
    public long answers() {
        return answers.sum();
    }

    /** Runs {@code work} and commits; see {@code Store.run}. */
    public <T> T run(String name, Optional<Function<Db, Optional<T>>> landed, Function<Db, T> work) {
        return watched(name, span -> run(name, landed, work, span));
    }

    private <T> T run(String name, Optional<Function<Db, Optional<T>>> landed, Function<Db, T> work, Traces.Span span) {
        long start = world.nanos();
        boolean unknown = false;
        int conflicts = 0;
        for (int attempt = 1; ; attempt++) {
            var look = unknown ? landed : Optional.<Function<Db, Optional<T>>>empty();
            var turn = conflicts < LOSES_TOO_OFTEN - 1 ? turns.readLock() : turns.writeLock();
            var tried = attemptInTurn(turn, name, look, work, span);
            switch (tried) {
                case Tried.Done<T>(T value) -> {
                    return value;
                }
                case Tried.Conflict<T>(SqlFailure cause) -> {
                    retries.increment();
                    conflicts++;
                    if (exhausted(attempt, start)) {
                        throw unknown ? unknownOutcome(name, cause) : busy(name, cause);
                    }
                }
                case Tried.Crowded<T>(SqlFailure cause) -> {
                    if (exhausted(attempt, start)) {
                        throw unknown ? unknownOutcome(name, cause) : crowded(name, cause);
                    }
                }
                case Tried.Unknown<T>(SqlFailure cause) -> {
                    unknownOutcomes.increment();
                    unknown = true;
                    if (landed.isEmpty() || exhausted(attempt, start)) {
                        throw unknownOutcome(name, cause);
                    }
                }
                case Tried.Lost<T>(SqlFailure cause) -> {
                    if (!unknown) {
                        throw unavailable(name, cause);
                    }
                    if (exhausted(attempt, start)) {
                        throw unknownOutcome(name, cause);
                    }
                }
                case Tried.Refused<T>(SqlFailure cause) ->
                    throw unknown ? unknownOutcome(name, cause) : refused(name, cause);
            }
            pause(attempt, name, unknown);
            span.again();
        }
    }

    /** Runs {@code work} on one snapshot that cannot write. */
    public <T> T read(String name, Function<Db, T> work) {
        return watched(name, span -> read(name, work, span));
    }

    private <T> T watched(String name, Function<Traces.Span, T> work) {
        try (var span = traces.begin(Traces.Kind.DATABASE, name)) {
            try {
                return work.apply(span);
            } catch (RuntimeException e) {
                span.failed();
                throw e;
            }
        }
    }

    private <T> T read(String name, Function<Db, T> work, Traces.Span span) {
        long start = world.nanos();
        for (int attempt = 1; ; attempt++) {
            switch (attempt(name, Optional.empty(), work, true, span)) {
                case Tried.Done<T>(T value) -> {
                    return value;
                }
                case Tried.Conflict<T>(SqlFailure cause) -> {
                    retries.increment();
                    if (exhausted(attempt, start)) {
                        throw busy(name, cause);
                    }
                }
                case Tried.Crowded<T>(SqlFailure cause) -> {
                    if (exhausted(attempt, start)) {
                        throw crowded(name, cause);
                    }
                }
                case Tried.Unknown<T>(SqlFailure cause) -> throw unavailable(name, cause);
                case Tried.Lost<T>(SqlFailure cause) -> throw unavailable(name, cause);
                case Tried.Refused<T>(SqlFailure cause) -> throw refused(name, cause);
            }
            pause(attempt, name, false);
            span.again();
        }
    }

    private sealed interface Tried<T> {
        record Done<T>(T value) implements Tried<T> {}

        record Conflict<T>(SqlFailure cause) implements Tried<T> {}

        /**
         * The database answers others; there was no connection left for this one. All are taken, or a pool that is still growing (behind
         * a start, or a fault) has not come to this one in time.
         */
        record Crowded<T>(SqlFailure cause) implements Tried<T> {}

        record Unknown<T>(SqlFailure cause) implements Tried<T> {}

        record Lost<T>(SqlFailure cause) implements Tried<T> {}

        record Refused<T>(SqlFailure cause) implements Tried<T> {}
    }

    /**
     * Waits for its turn, but not for ever: the database stays the judge. Without turns the longest of many transactions might never
     * get through: PostgreSQL lets go whoever read an index page that another one wrote to, and a small table has few pages.
     */
    private <T> Tried<T> attemptInTurn(
            Lock turn,
            String name,
            Optional<Function<Db, Optional<T>>> landed,
            Function<Db, T> work,
            Traces.Span span) {
        boolean mine = await(turn);
        try {
            return attempt(name, landed, work, false, span);
        } finally {
            if (mine) {
                turn.unlock();
            }
        }
    }

    private static boolean await(Lock turn) {
        try {
            return turn.tryLock(QUEUES.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private <T> Tried<T> attempt(
            String name,
            Optional<Function<Db, Optional<T>>> landed,
            Function<Db, T> work,
            boolean readOnly,
            Traces.Span span) {
        long before = answers.sum();
        Connection connection;
        try {
            connection = source.getConnection();
        } catch (SQLException e) {
            var failure = new SqlFailure("connect", e);
            return allTaken.getAsBoolean() || answers.sum() != before
                    ? new Tried.Crowded<>(failure)
                    : new Tried.Lost<>(failure);
        }
        try {
            var tried = attempt(connection, name, landed, work, readOnly, span);
            if (!(tried instanceof Tried.Lost<T> || tried instanceof Tried.Unknown<T>)) {
                answers.increment();
            }
            return tried;
        } finally {
            close(connection);
        }
    }

    private static <T> Tried<T> attempt(
            Connection connection,
            String name,
            Optional<Function<Db, Optional<T>>> landed,
            Function<Db, T> work,
            boolean readOnly,
            Traces.Span span) {
        T value;
        try {
            connection.setReadOnly(readOnly);
            var db = new Db(connection, span::roundTrip);
            var before = landed.flatMap(look -> look.apply(db));
            value = before.isPresent() ? before.get() : work.apply(db);
        } catch (SqlFailure e) {
            rollback(connection);
            return beforeCommit(name, e);
        } catch (SQLException e) {
            rollback(connection);
            return beforeCommit(name, new SqlFailure("begin", e));
        } catch (RuntimeException | Error e) {
            rollback(connection);
            throw e;
        }
        try {
            span.roundTrip();
            connection.commit();
            return new Tried.Done<>(value);
        } catch (SQLException e) {
            rollback(connection);
            return atCommit(name, new SqlFailure("commit", e));
        }
    }

    private static <T> Tried<T> beforeCommit(String name, SqlFailure failure) {
        if (isConflict(failure)) {
            return conflict(name, failure);
        }
        if (failure.connectionLost() || failure.timedOut()) {
            return new Tried.Lost<>(failure);
        }
        return new Tried.Refused<>(failure);
    }

    private static <T> Tried<T> atCommit(String name, SqlFailure failure) {
        if (isConflict(failure)) {
            return conflict(name, failure);
        }
        return failure.refusesCommit() ? new Tried.Refused<>(failure) : new Tried.Unknown<>(failure);
    }

    private static boolean isConflict(SqlFailure failure) {
        return failure.retryable() || failure.uniqueViolation();
    }

    private static <T> Tried<T> conflict(String name, SqlFailure failure) {
        LOG.log(DEBUG, "transaction conflicts name={0} state={1}", name, failure.state());
        return new Tried.Conflict<>(failure);
    }

    private static Problem refused(String name, SqlFailure failure) {
        return Problem.of(
                        ProblemCode.STORED_STATE_IMPOSSIBLE, "the database refused a statement of transaction " + name)
                .because(failure);
    }

    /** What a connection says when it is given back changes nothing of what was committed with it. */
    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.log(DEBUG, "connection could not be given back message={0}", e.getMessage());
        }
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The connection is broken; the pool throws it away, and the server rolls back by itself.
            LOG.log(DEBUG, "rollback failed message={0}", e.getMessage());
        }
    }

    private boolean exhausted(int attempt, long start) {
        return attempt >= TRIES || world.nanos() - start > BUDGET.toNanos();
    }

    private void pause(int attempt, String name, boolean unknown) {
        long ceiling = Math.min(LONGEST_PAUSE.toNanos(), FIRST_PAUSE.toNanos() << Math.min(attempt, 20));
        long nanos = world.random("transaction-retry").nextLong(ceiling) + 1;
        try {
            world.pause(Duration.ofNanos(nanos));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown
                    ? unknownOutcome(name, e)
                    : Problem.of(ProblemCode.DATABASE_UNAVAILABLE, "the plant is stopping, try again later")
                            .because(e);
        }
    }

    private static Problem busy(String name, SqlFailure cause) {
        LOG.log(WARNING, "transaction gave up name={0} state={1}", name, cause.state());
        return Problem.of(ProblemCode.TOO_BUSY, "too many requests change the same things at once, try again")
                .because(cause);
    }

    private static Problem crowded(String name, SqlFailure cause) {
        LOG.log(WARNING, "no connection came free name={0} message={1}", name, cause.getMessage());
        return Problem.of(ProblemCode.TOO_BUSY, "this plant has more requests at once than it can answer, try again")
                .because(cause);
    }

    private static Problem unavailable(String name, SqlFailure cause) {
        LOG.log(WARNING, "database is away name={0} message={1}", name, cause.getMessage());
        return Problem.of(
                        ProblemCode.DATABASE_UNAVAILABLE,
                        cause.diskFull()
                                ? "the disk of this plant's database is full; nothing was changed: make room, then try again"
                                : "the database of this plant does not answer; nothing was changed, try again later")
                .because(cause);
    }

    private static Problem unknownOutcome(String name, Exception cause) {
        LOG.log(WARNING, "outcome of a commit is unknown name={0} message={1}", name, cause);
        return Problem.of(
                        ProblemCode.OUTCOME_UNKNOWN,
                        "the database went away while it stored the change; read the state before you try again")
                .because(cause);
    }
}
