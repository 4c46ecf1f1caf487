package metalplant.bench.plant;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import metalplant.bench.load.Crowd;
import metalplant.bench.measure.Sample;

/**
 * The plant's own PostgreSQL, asked for what the plant cannot tell: how fast it commits at best, and how much it logs. What is written
 * for that lies in a schema of its own.
 */
public final class Database implements AutoCloseable {
    private static final String SCHEMA = "bench";

    private final PlantStatus plant;
    private final Connection connection;
    private final AtomicLong ids = new AtomicLong(System.nanoTime());

    public Database(PlantStatus plant) throws SQLException {
        this.plant = plant;
        this.connection = connect();
        try (var statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS " + SCHEMA);
            statement.execute("CREATE TABLE IF NOT EXISTS bench.floor (id BIGINT PRIMARY KEY, body TEXT NOT NULL)");
            statement.execute("TRUNCATE bench.floor");
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(plant.jdbc(), plant.databaseUser(), plant.databasePassword());
    }

    /** Commits of one row in one SERIALIZABLE transaction each: the physical limit of everything that is kept. */
    public Sample floor(int clients, double seconds) throws InterruptedException {
        return Crowd.run(clients, seconds, _ -> new Insert());
    }

    private final class Insert implements Crowd.Work {
        private final Connection own = connect();
        private final PreparedStatement insert;

        Insert() throws SQLException {
            own.setAutoCommit(false);
            own.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            insert = own.prepareStatement("INSERT INTO bench.floor (id, body) VALUES (?, ?)");
        }

        @Override
        public void once() throws SQLException {
            insert.setLong(1, ids.incrementAndGet());
            insert.setString(2, "one row of the size of an address, more or less: 203.0.113.7");
            insert.executeUpdate();
            own.commit();
        }

        @Override
        public void end() throws SQLException {
            own.close();
        }
    }

    /** Position in the write-ahead log, in bytes. */
    public double walPosition() throws SQLException {
        return number("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn");
    }

    /** Transactions committed so far in this database, those that only read included; a second behind. */
    public double commits() throws SQLException {
        return number("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()");
    }

    /** Brings the planner's figures up to date after many rows came at once, as the server itself would a minute later. */
    public void analyze() throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("ANALYZE");
        }
    }

    /** A database of its own for a program that runs beside. */
    public void createDatabase(String name) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
    }

    private double number(String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getDouble(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
