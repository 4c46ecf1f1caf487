package metalplant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import metalplant.server.url.UrlCheckConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlantTest {
    private static final SystemWorld WORLD = new SystemWorld();

    @TempDir
    Path folder;

    private final FakeMetalApi api = new FakeMetalApi();

    @Test
    void aNewPlantHoldsTheSeedAndEveryUrlOfItAnswersHead() throws Exception {
        try (var plant = plant("a")) {
            // when
            plant.start(options("a"), api);

            // then
            assertThat(api.entities)
                    .containsOnlyKeys(
                            "v1/tenant/metal-stack",
                            "v1/partition/plant",
                            "v1/network/tenant-super-plant",
                            "v1/network/underlay-plant",
                            "v1/network/internet-plant",
                            "v1/size/n1-medium-x86",
                            "v1/size/c1-large-x86",
                            "v1/size/c1-xlarge-x86",
                            "v1/image/debian-13.0.20261101",
                            "v1/image/firewall-ubuntu-3.0.20261101",
                            "v1/filesystemlayout/default",
                            "v1/filesystemlayout/firewall");
            for (var url : new String[] {
                text("v1/partition/plant", "/bootconfig/imageurl"),
                text("v1/partition/plant", "/bootconfig/kernelurl"),
                text("v1/image/debian-13.0.20261101", "/url"),
                text("v1/image/firewall-ubuntu-3.0.20261101", "/url"),
                text("v1/image/debian-13.0.20261101", "/url") + ".md5"
            }) {
                var answer = head(url);
                assertThat(answer.statusCode()).as(url).isEqualTo(200);
                assertThat(answer.headers().firstValueAsLong("Content-Length").orElse(0))
                        .isPositive();
            }
        }
    }

    @Test
    void aSecondStartKeepsPortsAndKeysAndBringsNothingBackThatWasDeleted() throws Exception {
        // given
        Plant.Started first;
        try (var plant = plant("a")) {
            first = plant.start(options("a"), api);
        }
        api.entities.remove("v1/image/debian-13.0.20261101");
        api.writes = 0;

        // when
        try (var plant = plant("a")) {
            var second = plant.start(options("a"), api);

            // then
            assertThat(second.status().text("api.url")).isEqualTo(first.status().text("api.url"));
            assertThat(second.status().text("api.hmac.admin"))
                    .isNotEmpty()
                    .isEqualTo(first.status().text("api.hmac.admin"));
            assertThat(second.status().text("database.url"))
                    .isEqualTo(first.status().text("database.url"));
            assertThat(api.entities).doesNotContainKey("v1/image/debian-13.0.20261101");
            assertThat(api.writes).isZero();
        }
    }

    @Test
    void otherPortsChangeTheAddressesInTheSeed() throws Exception {
        // given
        try (var plant = plant("a")) {
            plant.start(options("a"), api);
        }
        var base = Ports.chooseFree(WORLD).base();

        // when
        try (var plant = plant("a")) {
            plant.start(options("a", Optional.of(base)), api);

            // then
            assertThat(text("v1/image/debian-13.0.20261101", "/url")).contains(":" + (base + 7) + "/");
            assertThat(text("v1/partition/plant", "/bootconfig/kernelurl")).contains(":" + (base + 7) + "/");
        }
    }

    @Test
    void twoPlantsRunSideBySide() throws Exception {
        try (var a = plant("a");
                var b = plant("b")) {
            // when
            var first = a.start(options("a"), api);
            var second = b.start(options("b"), new FakeMetalApi());

            // then
            assertThat(second.status().text("api.url"))
                    .isNotEqualTo(first.status().text("api.url"));
            assertThat(second.status().text("api.hmac.admin"))
                    .isNotEqualTo(first.status().text("api.hmac.admin"));
            assertThat(first.api().isHealthy()).isTrue();
            assertThat(second.api().isHealthy()).isTrue();
        }
    }

    @Test
    void aSecondPlantOnTheSameFolderIsRefused() throws Exception {
        try (var first = plant("a");
                var second = plant("a")) {
            // given
            first.start(options("a"), api);

            // then
            assertThatThrownBy(() -> second.start(options("a"), api))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("runs on this folder already")
                    .hasMessageContaining("./plant stop");
        }
    }

    @Test
    void aPartitionIsNeverRenamed() throws Exception {
        // given
        try (var plant = plant("a")) {
            plant.start(options("a"), api);
        }
        var other = new RunOptions(
                folder.resolve("a"),
                Optional.empty(),
                Optional.of(0),
                Optional.of("south"),
                Optional.empty(),
                Optional.empty());

        // then
        try (var plant = plant("a")) {
            assertThatThrownBy(() -> plant.start(other, api)).hasMessageContaining("never renamed");
        }
    }

    @Test
    void whatTheOperatorChoseReachesTheServer() throws Exception {
        // given
        Files.writeString(Folders.create(folder.resolve("a")).options(), "url-check.enabled=false");

        // when
        try (var plant = plant("a")) {
            plant.start(options("a"), api);
        }

        // then
        assertThat(api.config.orElseThrow().options().urls()).isEqualTo(UrlCheckConfig.OFF);
    }

    @Test
    void aWrongOptionStopsTheStartBeforeAnythingRuns() throws Exception {
        // given
        Files.writeString(Folders.create(folder.resolve("a")).options(), "speed=high");

        // then
        try (var plant = plant("a")) {
            assertThatThrownBy(() -> plant.start(options("a"), api)).hasMessageContaining("there is no key speed");
            assertThat(folder.resolve("a/postgres")).doesNotExist();
        }
    }

    @Test
    void whatWasStartedIsStoppedWhenTheServerFails() {
        // given
        var plant = plant("a");

        // when
        assertThatThrownBy(() -> plant.start(options("a"), _ -> {
                    throw Problem.bad("no server today");
                }))
                .hasMessageContaining("no server today");
        plant.close();

        // then
        assertThat(folder.resolve("a/postgres/postmaster.pid")).doesNotExist();
        assertThat(PlantLock.holder(folder.resolve("a/run/lock"))).isEmpty();
    }

    @Test
    void statusAndStopTellTheTruth() throws Exception {
        // given
        try (var plant = plant("a")) {
            var started = plant.start(options("a"), api);
            started.status().with(StatusDocument.State.READY).write(new Folders(folder.resolve("a")).status());

            // when
            var json = execute(0, "status", "--data", folder.resolve("a").toString(), "-o", "json");
            var panel = execute(0, "status", "--data", folder.resolve("a").toString());

            // then
            assertThat(json).contains("\"ready\" : true", "\"machines\" : 4", "\"waiting\" : 2");
            assertThat(panel)
                    .contains("is ready")
                    .contains("METALCTL_API_URL=http://127.0.0.1:")
                    .contains("METALCTL_HMAC=")
                    .contains("METALCTL_HMAC_AUTH_TYPE=Metal-Admin");
        }
        assertThat(execute(4, "status", "--data", folder.resolve("a").toString()))
                .contains("No plant runs");
        assertThat(execute(0, "stop", "--data", folder.resolve("a").toString())).contains("No plant ran");
        assertThat(execute(0, "stop", "--data", folder.resolve("b").toString())).contains("There is no plant");
    }

    @Test
    void onlyTheOwnerMayReadWhatHoldsSecrets() throws Exception {
        try (var plant = plant("a")) {
            // when
            plant.start(options("a"), api);

            // then
            assertThat(mode("")).isEqualTo("rwx------");
            assertThat(mode("secrets")).isEqualTo("rwx------");
            assertThat(mode("secrets/hmac-admin")).isEqualTo("rw-------");
            assertThat(mode("secrets/database-password")).isEqualTo("rw-------");
            assertThat(mode("run/status.json")).isEqualTo("rw-------");
            assertThat(mode("metalctl/config.yaml")).isEqualTo("rw-------");
            assertThat(Files.readString(folder.resolve("a/metalctl/config.yaml")))
                    .contains("current: \"plant\"")
                    .containsPattern("url: http://127.0.0.1:\\d+/metal\n")
                    .contains("hmac_auth_type: Metal-Admin");
        }
    }

    private Plant plant(String name) {
        var silent = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return new Plant(Folders.create(folder.resolve(name)), new Progress(silent, WORLD), WORLD);
    }

    private RunOptions options(String name) {
        return options(name, Optional.empty());
    }

    private RunOptions options(String name, Optional<Integer> portBase) {
        return new RunOptions(
                folder.resolve(name), portBase, Optional.of(0), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private String text(String path, String pointer) {
        return Objects.requireNonNull(api.entities.get(path)).at(pointer).asText();
    }

    private String mode(String file) throws Exception {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("a").resolve(file)));
    }

    private static HttpResponse<Void> head(String url) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(url)).HEAD().build(), HttpResponse.BodyHandlers.discarding());
        }
    }

    private static String execute(int expected, String... arguments) {
        var before = System.out;
        var bytes = new ByteArrayOutputStream();
        try (var out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            var code = PlantCommand.commandLine(new FakeMetalApi(), WORLD).execute(arguments);
            assertThat(code).isEqualTo(expected);
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
