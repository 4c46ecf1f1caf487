package metalplant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.DriverManager;
import metalplant.bootstrap.database.EmbeddedPostgres;
import metalplant.bootstrap.database.PlainUser;
import metalplant.bootstrap.database.PostgresBinaries;
import metalplant.model.SystemWorld;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole plant on a database that is not its own, and at an address that is not the usual one. */
class ForeignDatabaseTest {
    private static final SystemWorld WORLD = new SystemWorld();

    /** Every one of these means something in a URL. */
    private static final String PASSWORD = "a/b@c:d?e%f g+h";

    private static final String ENCODED = "a%2Fb%40c%3Ad%3Fe%25f%20g%2Bh";

    @TempDir
    Path folder;

    private final int port = Ports.chooseFree(WORLD).database();

    @AfterEach
    void nothingIsLeftRunning() throws Exception {
        commands().call("stop");
    }

    @Test
    void aPlantKeepsEverythingInTheDatabaseItWasGivenAndListensWhereItWasTold() throws Exception {
        try (var foreign = foreign()) {
            // when
            var first = commands()
                    .call(
                            "run",
                            "--detach",
                            "--rack",
                            "0",
                            "--listen",
                            "127.0.0.2",
                            "--database-url",
                            "postgresql://plant:%s@127.0.0.1:%d/metalplant".formatted(ENCODED, port));

            // then
            assertThat(first.status()).as(first.output()).isZero();
            assertThat(first.output()).doesNotContain(PASSWORD).doesNotContain(ENCODED);
            var api = URI.create(commands().status().text("api.url"));
            assertThat(api.getHost()).isEqualTo("127.0.0.2");
            assertThat(health(api)).contains("\"status\":\"healthy\"");
            assertThat(listens("127.0.0.1", api.getPort())).isFalse();
            assertThat(commands().status().text("database.jdbc")).contains(":" + port + "/metalplant");
            assertThat(commands().data().resolve("postgres/PG_VERSION")).doesNotExist();
            assertThat(commands().data().resolve("federation/keys/root.key"))
                    .as("the plant's identity, before anybody asked for it")
                    .exists();
            assertThat(partitions(foreign)).isEqualTo(1);

            // when: both are kept for later starts
            assertThat(commands().call("stop").status()).isZero();
            var second = commands().call("run", "--detach");

            // then
            assertThat(second.status()).as(second.output()).isZero();
            assertThat(commands().status().text("api.url")).isEqualTo(api.toString());
            assertThat(commands().data().resolve("postgres/PG_VERSION")).doesNotExist();
            assertThat(partitions(foreign)).isEqualTo(1);
            assertThat(commands().call("stop").status()).isZero();
            assertThat(foreign.pid()).isPresent();
        }
    }

    private Commands commands() {
        return new Commands(PlantCommand.class, folder);
    }

    private EmbeddedPostgres foreign() {
        return EmbeddedPostgres.start(
                new EmbeddedPostgres.Layout(
                        folder.resolve("foreign"),
                        folder.resolve("foreign.log"),
                        folder.resolve("foreign.child"),
                        port,
                        PASSWORD),
                PostgresBinaries.in(Folders.cache(), Build.postgresVersion()),
                PlainUser.find(),
                WORLD);
    }

    private static int partitions(EmbeddedPostgres foreign) throws Exception {
        try (var connection = DriverManager.getConnection(foreign.jdbcUrl(), foreign.user(), foreign.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM partition_entity")) {
            assertThat(rows.next()).isTrue();
            return rows.getInt(1);
        }
    }

    private static String health(URI api) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(api.resolve("v1/health")).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static boolean listens(String address, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 2000);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
