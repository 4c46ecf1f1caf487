package metalplant.bootstrap.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import metalplant.bootstrap.Build;
import metalplant.bootstrap.Folders;
import metalplant.bootstrap.Ports;
import metalplant.bootstrap.process.ProcessFacts;
import metalplant.bootstrap.process.Stopping;
import metalplant.model.SystemWorld;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EmbeddedPostgresTest {
    private static final SystemWorld WORLD = new SystemWorld();

    @TempDir
    Path folder;

    private final int port = Ports.chooseFree(WORLD).database();

    static List<PlainUser> ways() {
        return PlainUser.waysThatWork();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whatWasCommittedIsThereAfterARestart(PlainUser user) throws Exception {
        // given
        try (var database = start("a-password-of-this-test", user);
                var connection = connect(database)) {
            execute(connection, "CREATE TABLE kept (id int PRIMARY KEY)");
            execute(connection, "INSERT INTO kept VALUES (42)");
        }

        // when
        try (var database = start();
                var connection = connect(database)) {
            // then
            assertThat(text(connection, "SELECT id FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void theServerIsSetUpNotToLoseData() throws Exception {
        try (var database = start();
                var connection = connect(database)) {
            assertThat(text(connection, "SHOW fsync")).isEqualTo("on");
            assertThat(text(connection, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(text(connection, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(text(connection, "SHOW server_encoding")).isEqualTo("UTF8");
            assertThat(text(connection, "SELECT datcollate FROM pg_database WHERE datname = current_database()"))
                    .isEqualTo("C");
            assertThat(text(connection, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(text(connection, "SHOW server_version")).startsWith("17.");
        }
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        try (var database = start()) {
            assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), database.user(), "guess"))
                    .isInstanceOf(SQLException.class)
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("28P01");
        }
    }

    @Test
    void aServerLeftBehindByAKilledPlantIsStoppedAndItsDataIsKept() throws Exception {
        // given: a server whose plant never closed it
        var lost = start();
        try (var connection = connect(lost)) {
            execute(connection, "CREATE TABLE kept (id int PRIMARY KEY)");
        }
        var oldPid = lost.pid().orElseThrow();
        Files.delete(folder.resolve("postgres.child"));
        lost.forget();

        // when
        try (var database = start();
                var connection = connect(database)) {
            // then
            assertThat(ProcessFacts.isAlive(oldPid)).isFalse();
            assertThat(text(connection, "SELECT count(*) FROM kept")).isEqualTo("0");
        }
    }

    @Test
    void aPidFileThatNamesAStrangerDoesNotStopTheStart() throws Exception {
        // given
        start().close();
        var stranger = new ProcessBuilder("sleep", "600").start();
        try {
            Files.write(
                    folder.resolve("data/postmaster.pid"),
                    List.of(
                            String.valueOf(stranger.pid()),
                            folder.resolve("data").toString(),
                            "1",
                            "1",
                            "",
                            "",
                            ""));

            // when
            try (var database = start();
                    var connection = connect(database)) {
                // then
                assertThat(text(connection, "SELECT 1")).isEqualTo("1");
                assertThat(stranger.isAlive()).isTrue();
            }
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void aServerThatIsKilledComesBackByItself() throws Exception {
        try (var database = start()) {
            // given
            try (var connection = connect(database)) {
                execute(connection, "CREATE TABLE kept (id int PRIMARY KEY)");
            }
            var first = database.pid().orElseThrow();

            // when
            ProcessHandle.of(first).orElseThrow().destroyForcibly();
            assertThat(Stopping.awaitEnd(first, Duration.ofSeconds(10), WORLD)).isTrue();

            // then
            try (var connection = connectWithin(database, Duration.ofSeconds(60))) {
                assertThat(text(connection, "SELECT count(*) FROM kept")).isEqualTo("0");
                assertThat(database.pid()).isPresent().get().isNotEqualTo(first);
            }
        }
    }

    @Test
    void aPasswordThatDoesNotFitTheDataIsNamedAsTheReason() {
        // given
        start().close();

        // then
        assertThatThrownBy(() -> start("another").close())
                .hasMessageContaining("refuses the password")
                .hasMessageContaining(folder.toString());
    }

    private EmbeddedPostgres start() {
        return start("a-password-of-this-test");
    }

    private EmbeddedPostgres start(String password) {
        return start(password, PlainUser.find());
    }

    private EmbeddedPostgres start(String password, PlainUser user) {
        var layout = new EmbeddedPostgres.Layout(
                folder.resolve("data"),
                folder.resolve("postgres.log"),
                folder.resolve("postgres.child"),
                port,
                password);
        return EmbeddedPostgres.start(
                layout, PostgresBinaries.in(Folders.cache(), Build.postgresVersion()), user, WORLD);
    }

    private static Connection connect(EmbeddedPostgres database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }

    private static Connection connectWithin(EmbeddedPostgres database, Duration patience) throws Exception {
        var deadline = WORLD.nanos() + patience.toNanos();
        while (true) {
            try {
                return connect(database);
            } catch (SQLException e) {
                if (WORLD.nanos() - deadline > 0) {
                    throw e;
                }
                WORLD.pause(Duration.ofMillis(50));
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
