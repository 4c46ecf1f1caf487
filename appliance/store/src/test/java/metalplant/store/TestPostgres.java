package metalplant.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import metalplant.model.SystemWorld;
import metalplant.model.World;

/**
 * A real database for tests: one embedded PostgreSQL per JVM, or the CockroachDB that the environment variable
 * {@code COCKROACH_URL} names ({@code jdbc:postgresql://HOST:PORT/DATABASE?user=...}). Every store gets a database of its own.
 */
public final class TestPostgres {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final int CONNECTIONS = 8;

    private TestPostgres() {}

    /** Whether the tests run on CockroachDB. */
    static boolean isCockroach() {
        return Server.INSTANCE.cockroach();
    }

    /** A store on an empty, migrated database. */
    public static SqlStore store() {
        return store(new SystemWorld(), UnaryOperator.identity());
    }

    /** The same with faults between the pool and the transactions. */
    public static SqlStore store(World world, UnaryOperator<DataSource> wrap) {
        var database = Server.INSTANCE.cockroach() ? database() : copy(Migrated.DATABASE);
        return SqlStore.open(database, world, real -> wrap.apply(RecordedStatements.of(real)));
    }

    /** Migrates once; a copy of the result is made faster than each of its tables. */
    private static final class Migrated {
        static final String DATABASE = migrate();

        private static String migrate() {
            var config = database();
            SqlStore.open(config, new SystemWorld()).close();
            return config.jdbcUrl().substring(config.jdbcUrl().lastIndexOf('/') + 1);
        }
    }

    /** How to reach a new empty database. */
    public static DatabaseConfig database() {
        return create("");
    }

    private static DatabaseConfig copy(String template) {
        return create(" TEMPLATE " + template);
    }

    private static DatabaseConfig create(String options) {
        var name = "test_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
        var server = Server.INSTANCE;
        try (var connection = DriverManager.getConnection(server.url("postgres"), server.user(), server.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + options);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create a database at " + server.url("postgres"), e);
        }
        return new DatabaseConfig(server.url(name), server.user(), server.password(), CONNECTIONS);
    }

    /** @param before and {@code after} the name of the database in the URL */
    private record Server(String before, String after, String user, String password, boolean cockroach) {
        static final Server INSTANCE = start();

        String url(String database) {
            return before + database + after;
        }

        private static Server start() {
            var cockroach = System.getenv("COCKROACH_URL");
            return cockroach == null || cockroach.isBlank() ? embedded() : at(cockroach);
        }

        private static Server at(String url) {
            int slash = url.indexOf('/', "jdbc:postgresql://".length());
            int question = url.indexOf('?');
            return new Server(
                    url.substring(0, slash + 1), question < 0 ? "" : url.substring(question), "root", "", true);
        }

        private static Server embedded() {
            try {
                var server = EmbeddedPostgres.builder()
                        .setLocaleConfig("locale", "C")
                        .setLocaleConfig("encoding", "UTF8")
                        .setServerConfig("max_connections", "200")
                        .start();
                return new Server(
                        "jdbc:postgresql://localhost:" + server.getPort() + "/", "", "postgres", "postgres", false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
