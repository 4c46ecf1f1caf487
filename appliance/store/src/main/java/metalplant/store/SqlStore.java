package metalplant.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.model.trace.Traces;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.LevelsSql;
import metalplant.store.kernel.Migrations;
import metalplant.store.kernel.SqlFailure;
import metalplant.store.kernel.Transactor;
import org.postgresql.ds.PGSimpleDataSource;

/** {@link Store} on PostgreSQL or CockroachDB. */
public final class SqlStore implements Store, AutoCloseable {
    private static final String APPLICATION = "metal-plant";
    private static final int CONNECT_TIMEOUT_SECONDS = 30;

    /** Made at once; further ones when they are wanted, so that a start does not wait for them. */
    private static final int CONNECTIONS_IDLE = 2;

    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    private static final int VALIDATION_TIMEOUT_MILLIS = 1_000;
    private static final int PROBE_SECONDS = 2;
    private static final int STATEMENT_TIMEOUT_MILLIS = 10_000;
    private static final int SOCKET_TIMEOUT_SECONDS = 30;

    private final HikariDataSource pool;
    private final DataSource source;
    private final Transactor transactor;

    private SqlStore(HikariDataSource pool, DataSource source, World world, Traces traces) {
        this.pool = pool;
        this.source = source;
        this.transactor = new Transactor(source, () -> allTaken(pool), world, traces);
    }

    /** Connects and migrates; @throws metalplant.model.Problem DATABASE_UNAVAILABLE */
    public static SqlStore open(DatabaseConfig config, World world) {
        return open(config, world, UnaryOperator.identity());
    }

    /** The same with somebody who is told of each transaction. */
    public static SqlStore open(DatabaseConfig config, World world, Traces traces) {
        return open(config, world, UnaryOperator.identity(), traces);
    }

    /** The same with something between the pool and the transactions, such as injected faults. */
    public static SqlStore open(DatabaseConfig config, World world, UnaryOperator<DataSource> wrap) {
        return open(config, world, wrap, Traces.NONE);
    }

    private static SqlStore open(DatabaseConfig config, World world, UnaryOperator<DataSource> wrap, Traces traces) {
        // The pool first: it waits for a database that is still starting.
        var pool = connect(config);
        try {
            new Migrations(unbounded(config), world).run();
            return new SqlStore(pool, wrap.apply(pool), world, traces);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /**
     * There is no way back to the release before any more (decision 15): what it needed is taken away, and other plants are promised that
     * this one reads the ledger's entries of its level. May be called any number of times, whether a plant runs on the database or not.
     *
     * @param ledger the level of the ledger that this release reads
     * @return the ledger's level that was committed before; a running API announces the new one after its next start
     * @throws metalplant.model.Problem DATABASE_UNAVAILABLE; RULE_VIOLATED if a later release was committed
     */
    public static OptionalInt commit(DatabaseConfig config, World world, int ledger) {
        var source = unbounded(config);
        new Migrations(source, world).commit();
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(true);
            var levels = new LevelsSql(new Db(connection));
            var before = number(levels.find(LevelsSql.LEDGER));
            levels.raise(LevelsSql.LEDGER, ledger, world.now());
            return before;
        } catch (SQLException | SqlFailure e) {
            throw Problem.of(ProblemCode.DATABASE_UNAVAILABLE, "the level cannot be written down: " + e.getMessage())
                    .because(e);
        }
    }

    /** The level of the ledger that was committed here; empty if none was. */
    public OptionalInt committedLedger() {
        return number(transactor.read("committed-ledger", db -> new LevelsSql(db).find(LevelsSql.LEDGER)));
    }

    private static OptionalInt number(Optional<Long> level) {
        return level.isPresent() ? OptionalInt.of(Math.toIntExact(level.get())) : OptionalInt.empty();
    }

    /** A full pool was busy, also if it is not any more; one whose database is away loses its connections and gets none. */
    private static boolean allTaken(HikariDataSource pool) {
        return pool.getHikariPoolMXBean().getTotalConnections() == pool.getMaximumPoolSize();
    }

    private static HikariDataSource connect(DatabaseConfig config) {
        try {
            return new HikariDataSource(pool(config));
        } catch (HikariPool.PoolInitializationException e) {
            throw Problem.of(ProblemCode.DATABASE_UNAVAILABLE, "the database cannot be reached: " + config.jdbcUrl())
                    .because(e);
        }
    }

    /** For migrations: a step on a large table takes as long as it takes. */
    private static DataSource unbounded(DatabaseConfig config) {
        var source = new PGSimpleDataSource();
        source.setUrl(config.jdbcUrl());
        source.setUser(config.user());
        source.setPassword(config.password());
        source.setApplicationName(APPLICATION);
        source.setTcpKeepAlive(true);
        source.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
        source.setOptions("-c default_transaction_isolation=serializable");
        return source;
    }

    private static HikariConfig pool(DatabaseConfig config) {
        var hikari = new HikariConfig();
        hikari.setJdbcUrl(config.jdbcUrl());
        hikari.setUsername(config.user());
        hikari.setPassword(config.password());
        hikari.setMaximumPoolSize(config.connections());
        hikari.setMinimumIdle(Math.min(CONNECTIONS_IDLE, config.connections()));
        hikari.setAutoCommit(false);
        hikari.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
        hikari.setConnectionTimeout(CONNECT_TIMEOUT_MILLIS);
        hikari.setValidationTimeout(VALIDATION_TIMEOUT_MILLIS);
        hikari.setInitializationFailTimeout(30_000);
        hikari.setPoolName("plant");
        hikari.addDataSourceProperty("ApplicationName", APPLICATION);
        hikari.addDataSourceProperty("reWriteBatchedInserts", "true");
        hikari.addDataSourceProperty("tcpKeepAlive", "true");
        hikari.addDataSourceProperty("prepareThreshold", "2");
        hikari.addDataSourceProperty("socketTimeout", Integer.toString(SOCKET_TIMEOUT_SECONDS));
        // Without index a SERIALIZABLE read locks the whole table, and small tables are scanned if the planner may
        // choose.
        hikari.addDataSourceProperty(
                "options", "-c enable_seqscan=off -c statement_timeout=" + STATEMENT_TIMEOUT_MILLIS);
        return hikari;
    }

    @Override
    public <T> T run(String name, Work<T> work) {
        return watched(() -> transactor.run(name, Optional.empty(), db -> work.in(new SqlTx(db))));
    }

    @Override
    public <T> T run(String name, Work<Optional<T>> landed, Work<T> work) {
        return watched(
                () -> transactor.run(name, Optional.of(db -> landed.in(new SqlTx(db))), db -> work.in(new SqlTx(db))));
    }

    @Override
    public <T> T read(String name, Work<T> work) {
        return watched(() -> transactor.read(name, db -> work.in(new SqlTx(db))));
    }

    /** What ends one connection mostly ends them all: the next request is not to find that out again, connection by connection. */
    private <T> T watched(Supplier<T> work) {
        try {
            return work.get();
        } catch (Problem e) {
            if (e.code() == ProblemCode.DATABASE_UNAVAILABLE || e.code() == ProblemCode.OUTCOME_UNKNOWN) {
                pool.getHikariPoolMXBean().softEvictConnections();
            }
            throw e;
        }
    }

    @Override
    public boolean reachable() {
        long before = transactor.answers();
        try (var connection = source.getConnection()) {
            return connection.isValid(PROBE_SECONDS);
        } catch (SQLException e) {
            // Others had all connections, and were answered meanwhile: busy, and not away.
            return transactor.answers() != before;
        }
    }

    /** Transactions that ran again because of a conflict, since the start. */
    public long retries() {
        return transactor.retries();
    }

    @Override
    public void close() {
        pool.close();
    }
}
