package metalplant.bootstrap.database;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import metalplant.bootstrap.process.LogTail;
import metalplant.bootstrap.process.PidFile;
import metalplant.bootstrap.process.Supervised;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/**
 * A PostgreSQL server whose data outlives it: fsync and synchronous commit on, password login only, loopback only,
 * locale C.
 *
 * <p>The server is the plant's child and is started again when it dies. One that a killed plant left behind is stopped
 * before the next one starts: it is found through the pid file that PostgreSQL keeps in its own folder, and believed only
 * if that process really is a PostgreSQL server on this very folder. A pid file that names anything else is removed, as
 * PostgreSQL itself would rather not start.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EmbeddedPostgres.class.getName());
    private static final String DATABASE = "metalplant";
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration DOWN_PATIENCE = Duration.ofSeconds(4);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final String WRONG_PASSWORD = "28P01";

    private final Layout layout;
    private final World world;
    private final Supervised server;

    private EmbeddedPostgres(Layout layout, World world, Supervised server) {
        this.layout = layout;
        this.world = world;
        this.server = server;
    }

    /**
     * Where a server lives.
     *
     * @param data the database cluster, an absolute path; made at the first start
     * @param log the server's own log
     * @param pid where the plant notes its child
     * @param port on 127.0.0.1
     * @param password of the only user
     */
    public record Layout(Path data, Path log, Path pid, int port, String password) {
        @Override
        public String toString() {
            return "Layout[data=%s, port=%s]".formatted(data, String.valueOf(port));
        }
    }

    /** Starts the server and returns once it answers and holds the plant's database. */
    public static EmbeddedPostgres start(Layout layout, PostgresBinaries binaries, PlainUser user, World world) {
        try {
            new Leftover(layout.data(), binaries, user, world).clear();
            new Cluster(layout, binaries, user).prepare();
        } catch (IOException e) {
            throw Problem.of(
                            ProblemCode.DATABASE_UNAVAILABLE, "cannot prepare " + layout.data() + ": " + e.getMessage())
                    .because(e);
        }
        var from = world.nanos();
        var postgres = new EmbeddedPostgres(layout, world, launch(layout, binaries, user, world));
        try {
            postgres.awaitAnswer();
            postgres.createDatabase();
        } catch (RuntimeException e) {
            postgres.close();
            throw e;
        }
        LOG.log(
                INFO,
                "database answers port={0} start-millis={1}",
                String.valueOf(layout.port()),
                String.valueOf(Duration.ofNanos(world.nanos() - from).toMillis()));
        return postgres;
    }

    /** Whether a folder has a pid file, so that a server may still run on it. */
    public static boolean isLeftBehind(Path data) {
        return Files.exists(data.resolve("postmaster.pid"));
    }

    /** Stops a server that a killed plant left behind. */
    public static void stopLeftBehind(Path data, PostgresBinaries binaries, PlainUser user, World world) {
        clearQuietly(new Leftover(data, binaries, user, world));
    }

    public String jdbcUrl() {
        return jdbcUrl(DATABASE);
    }

    public String user() {
        return Cluster.USER;
    }

    public String password() {
        return layout.password();
    }

    /** The server's pid, while it runs. */
    public Optional<Long> pid() {
        return server.pid();
    }

    /** Ends all sessions, writes a checkpoint and stops. */
    @Override
    public void close() {
        server.close();
    }

    /** Stops watching without stopping: what a SIGKILL of the plant leaves. For tests. */
    void forget() {
        server.forget();
    }

    private String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(layout.port(), database);
    }

    private static Supervised launch(Layout layout, PostgresBinaries binaries, PlainUser user, World world) {
        var leftover = new Leftover(layout.data(), binaries, user, world);
        var command = user.command(
                List.of(binaries.postgres().toString(), "-D", layout.data().toString()));
        return Supervised.start(
                new Supervised.Program(
                        "postgres",
                        command,
                        layout.data(),
                        layout.log(),
                        new PidFile(layout.pid()),
                        (process, _) -> leftover.stop(process),
                        () -> clearQuietly(leftover)),
                world);
    }

    private static void clearQuietly(Leftover leftover) {
        try {
            leftover.clear();
        } catch (IOException e) {
            LOG.log(WARNING, "cannot clear the pid file of the database", e);
        }
    }

    private void awaitAnswer() {
        var deadline = world.nanos() + START_PATIENCE.toNanos();
        var up = world.nanos();
        while (true) {
            try (var connection = DriverManager.getConnection(jdbcUrl("postgres"), login())) {
                connection.isValid(5);
                return;
            } catch (SQLException e) {
                if (WRONG_PASSWORD.equals(e.getSQLState())) {
                    throw failed("it refuses the password kept beside it", e);
                }
                up = server.isDown() ? up : world.nanos();
                if (world.nanos() - up > DOWN_PATIENCE.toNanos()) {
                    throw failed("it ended while starting", e);
                }
                if (world.nanos() - deadline > 0) {
                    throw failed("it does not answer after " + START_PATIENCE.toSeconds() + " s", e);
                }
            }
            pause();
        }
    }

    private void createDatabase() {
        try (var connection = DriverManager.getConnection(jdbcUrl("postgres"), login());
                var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
            if (!found.next()) {
                statement.execute("CREATE DATABASE " + DATABASE);
            }
        } catch (SQLException e) {
            throw failed("it has no database " + DATABASE + " and cannot make one", e);
        }
    }

    private Properties login() {
        var login = new Properties();
        login.setProperty("user", Cluster.USER);
        login.setProperty("password", layout.password());
        login.setProperty("connectTimeout", "5");
        login.setProperty("socketTimeout", "30");
        return login;
    }

    private void pause() {
        try {
            world.pause(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("the start was interrupted", e);
        }
    }

    private Problem failed(String why, Exception cause) {
        var tail = String.join("\n  ", LogTail.of(layout.log(), 8));
        return Problem.of(
                        ProblemCode.DATABASE_UNAVAILABLE,
                        "the embedded PostgreSQL in %s does not start: %s. Its log %s ends in:%n  %s"
                                .formatted(layout.data(), why, layout.log(), tail))
                .because(cause);
    }
}
