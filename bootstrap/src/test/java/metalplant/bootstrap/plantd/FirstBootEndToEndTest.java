package metalplant.bootstrap.plantd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import metalplant.bootstrap.Ports;
import metalplant.bootstrap.Secrets;
import metalplant.bootstrap.backup.BackupCommand;
import metalplant.bootstrap.backup.RestoreOrder;
import metalplant.cli.api.HmacSigner;
import metalplant.cli.api.HostSocket;
import metalplant.cli.api.PlantApi;
import metalplant.mesh.wordlist.RecoveryWords;
import metalplant.model.SystemWorld;
import metalplant.server.restore.LifeFile;
import metalplant.wire.WireJson;
import metalplant.wire.plant.FactoryResetRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** First boot with the real PostgreSQL, nsqd and API, cut off at every point, then life on the box. One plant for all, because it takes seconds. */
class FirstBootEndToEndTest {
    private static final String PLAN = """
            region: eu
            zone: eu-north
            partition: north-1
            networks: {uplink: {mode: none}}
            prefixes: {internet: [203.0.113.0/24]}
            """;

    @TempDir
    Path folder = Path.of("");

    private TestBox box = new TestBox(folder, new Ports(20_000));

    @BeforeEach
    void anEmptyBoxWithAStick() throws Exception {
        box = new TestBox(folder, Ports.chooseFree(new SystemWorld()));
        Files.createDirectories(box.host.media());
        Files.writeString(box.host.offeredPlan(), PLAN);
    }

    @AfterEach
    void powerOff() {
        box.units.killAll();
    }

    /** The end of the process, as far as anything behind it can tell. */
    private static final class Cut extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void firstBootThatIsCutOffAtEveryPointGoesOnUntilThePlantIsReadyAndLivesOn() throws Exception {
        // given every point is passed once, and cut at
        var points = cutAtEveryPoint();
        assertThat(points)
                .as("each step is cut before, in and behind")
                .contains(
                        "clock:before",
                        "disks:folders",
                        "plan:chosen",
                        "identity:keys",
                        "authority:words",
                        "authority:certificates")
                .contains(
                        "database:started",
                        "schema:migrated",
                        "broker:lookup",
                        "api:started",
                        "partition:registered",
                        "recovery:shown",
                        "ready");

        // when nothing cuts it off any more, not even a lost /run
        var plantd = box.agent(_ -> {});
        try {
            box.awaitReady();

            // then the boot loader is told, and the plan is in the API, once
            box.await(() -> Files.exists(box.host.given("ready")), "the word for the boot loader");
            aClientSeesThePlan();
            assertThat(box.host.plant().recoveryCard()).exists();
            assertThat(box.screen.text()).contains("Recovery words of this plant");
            // and the box answers
            theBoxAnswers();
        } finally {
            plantd.stop();
        }
        aPowerCutOfTheWholeBoxIsSurvived();
        aRestoreThatIsCutOffAtEveryPointBringsBackWhatWasBackedUp();
        aFactoryResetThatIsCutOffAtEveryPointLeavesNothing();
    }

    private List<String> cutAtEveryPoint() throws Exception {
        var cut = new ArrayList<String>();
        while (true) {
            var next = new String[1];
            var ready = new boolean[1];
            var plantd = box.agent(point -> {
                if (!cut.contains(point) && next[0] == null) {
                    next[0] = point;
                    throw new Cut();
                }
                ready[0] |= point.equals("ready");
            });
            box.await(() -> next[0] != null || ready[0], "a point");
            plantd.stop();
            if (next[0] == null) {
                return cut;
            }
            cut.add(next[0]);
        }
    }

    private void aClientSeesThePlan() {
        try (var api = api()) {
            assertThat(api.isHealthy()).isTrue();
            var partition = api.get("v1/partition/north-1").body();
            assertThat(partition.path("zoneid").asText()).isEqualTo("eu-north");
            assertThat(api.get("v1/zone/eu-north").body().path("regionid").asText())
                    .isEqualTo("eu");
            assertThat(api.get("v1/partition").body()).hasSize(1);
            assertThat(api.get("v1/network/internet-north-1")
                            .body()
                            .path("prefixes")
                            .path(0)
                            .asText())
                    .isEqualTo("203.0.113.0/24");
            // and through the API an administrator sees the box
            var status = api.get("v1/plant/status").body();
            assertThat(status.path("state").asText()).as(status.toString()).isEqualTo("ready");
            assertThat(status.path("panel").asText()).contains("north-1");
            assertThat(api.get("v1/plant/units").body().findValuesAsText("active"))
                    .containsOnly("active");
        }
    }

    private void theBoxAnswers() {
        try (var host = new HostSocket(box.host.socket(), Duration.ofSeconds(20))) {
            var status = host.get("v1/plant/status").body();
            assertThat(status.path("steps").findValuesAsText("state"))
                    .hasSize(16)
                    .containsOnly("done");
            assertThat(status.path("identity").asText()).isEqualTo("file");
            assertThat(status.path("warnings").toString()).contains("no TPM").contains("no image store");
            var log = host.get("v1/plant/logs?unit=metal-api.service&lines=3");
            assertThat(log.body().path("lines")).as(log.text()).isNotEmpty();
            assertThat(host.get("v1/plant/logs?unit=../etc").status()).isEqualTo(400);
            var renewed = host.post("v1/plant/certificates", WireJson.mapper().createObjectNode());
            assertThat(renewed.body().toString()).isEqualTo("{\"renewed\":[],\"restarted\":[]}");
            var refused = host.post(
                    "v1/plant/factory-reset", WireJson.mapper().valueToTree(new FactoryResetRequest("south-1")));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text()).contains("confirmed by the name of this partition, north-1");
        }
    }

    private void aPowerCutOfTheWholeBoxIsSurvived() throws Exception {
        // given everything dies at once, and /run with it
        box.units.killAll();
        deleteTree(box.host.run());

        // when
        var plantd = box.agent(_ -> {});
        try {
            // then
            box.awaitReady();
            aClientSeesThePlan();
        } finally {
            plantd.stop();
        }
    }

    private void aRestoreThatIsCutOffAtEveryPointBringsBackWhatWasBackedUp() throws Exception {
        // given a backup, and what came behind it
        var data = box.host.plant().data().toString();
        var stick = box.host.media().toString();
        var key = new Secrets(box.host.plant().secrets()).hmac().admin();
        var plantd = box.agent(_ -> {});
        try {
            box.awaitReady();
            var url = "postgresql://plant:%s@127.0.0.1:%d/metalplant"
                    .formatted(
                            new Secrets(box.host.plant().secrets()).databasePassword(),
                            box.host.ports().database());
            assertThat(BackupCommand.line(box.world, quiet())
                            .execute("create", "--data", data, "--to", "disk:" + stick, "--database-url", url))
                    .isZero();
            try (var api = api()) {
                assertThat(api.put(
                                        "v1/region",
                                        WireJson.mapper().createObjectNode().put("id", "later"))
                                .status())
                        .isEqualTo(201);
            }
        } finally {
            plantd.stop();
        }
        var order = RestoreOrder.in(box.host.firstBoot());
        var backup = backupIn(box.host.media());
        assertThatThrownBy(() -> order.place(backup, RecoveryWords.made(new SecureRandom()), box.world))
                .hasMessageContaining("not the recovery words");
        assertThat(order.id()).isEmpty();

        // when
        order.place(backup, RecoveryWords.parse(wordsOnScreen()), box.world);
        long life = new LifeFile(box.host.plant().life()).read().orElseThrow().counter();
        int shown = box.screen.said.size();
        var cut = new ArrayList<String>();
        while (order.id().isPresent()) {
            var running = box.agent(point -> {
                if (point.startsWith("restore:") && !cut.contains(point)) {
                    cut.add(point);
                    throw new Cut();
                }
            });
            int before = cut.size();
            box.await(() -> cut.size() > before || order.id().isEmpty(), "the next point of the restore");
            running.stop();
        }

        // then
        assertThat(cut)
                .contains("restore:before", "restore:emptied", "restore:files", "restore:started", "restore:rows");
        plantd = box.agent(_ -> {});
        try {
            box.awaitReady();
            aClientSeesThePlan();
            try (var api = api()) {
                assertThat(api.get("v1/region/later").status()).isEqualTo(404);
            }
            assertThat(new Secrets(box.host.plant().secrets()).hmac().admin()).isEqualTo(key);
            assertThat(new LifeFile(box.host.plant().life())
                            .read()
                            .orElseThrow()
                            .counter())
                    .isGreaterThan(life);
            assertThat(box.screen.said.subList(shown, box.screen.said.size()).toString())
                    .contains("a new life begins")
                    .doesNotContain("Recovery words");
        } finally {
            plantd.stop();
        }
    }

    /** Those that were shown last: a cut before they were kept makes others. */
    private String wordsOnScreen() {
        var panel = box.screen.said.stream()
                .filter(said -> said.contains("Recovery words of this plant"))
                .toList()
                .getLast();
        return Pattern.compile("[0-9]+\\. ([a-z]+)")
                .matcher(panel)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.joining(" "));
    }

    private static metalplant.cli.Screen quiet() {
        return new metalplant.cli.Screen(
                new PrintStream(OutputStream.nullOutputStream(), true, UTF_8),
                new BufferedReader(Reader.nullReader()),
                false);
    }

    private static Path backupIn(Path shelf) throws Exception {
        try (var files = Files.list(shelf)) {
            return files.filter(file -> file.toString().endsWith(".backup"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void aFactoryResetThatIsCutOffAtEveryPointLeavesNothing() throws Exception {
        // given
        var secret = new Secrets(box.host.plant().secrets()).hmac().admin();
        new FactoryReset(box.host, box.units, _ -> {}).order("north-1");
        // The stick carries another plan by now; what comes behind the reset is that plant.
        Files.writeString(box.host.offeredPlan(), PLAN.replace("north-1", "south-1"));

        // when
        var cut = new ArrayList<String>();
        while (new FactoryReset(box.host, box.units, _ -> {}).isOrdered()) {
            try {
                new FactoryReset(box.host, box.units, point -> {
                            if (!cut.contains(point)) {
                                cut.add(point);
                                throw new Cut();
                            }
                        })
                        .carryOut();
            } catch (Cut _) {
                assertThat(cut.getFirst()).isEqualTo("reset:begun");
            }
        }

        // then
        assertThat(cut).contains("reset:plant/secrets", "reset:stopped", "reset:data:postgres", "reset:journal");
        assertThat(box.host.var().resolve("plant")).doesNotExist();
        assertThat(box.host.var().resolve("postgres")).doesNotExist();
        assertThat(box.host.acceptedPlan()).doesNotExist();
        assertThat(box.units.list()).noneMatch(BoxUnits.State::isActive);

        // and the next first boot is of another plant
        var plantd = box.agent(_ -> {});
        try {
            box.awaitReady();
            assertThat(new Secrets(box.host.plant().secrets()).hmac().admin()).isNotEqualTo(secret);
            try (var api = api()) {
                assertThat(api.get("v1/partition/north-1").status()).isEqualTo(404);
                assertThat(api.get("v1/partition/south-1").status()).isEqualTo(200);
            }
        } finally {
            plantd.stop();
        }
    }

    private PlantApi api() {
        var admin = new Secrets(box.host.plant().secrets()).hmac().admin();
        return new PlantApi(
                box.host.ports().apiUrl(), new HmacSigner("Metal-Admin", admin), Duration.ofSeconds(20), box.world);
    }

    private static void deleteTree(Path tree) throws Exception {
        try (var all = Files.walk(tree)) {
            for (var each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
