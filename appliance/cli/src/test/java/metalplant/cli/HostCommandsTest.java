package metalplant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import metalplant.model.SystemWorld;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostCommandsTest {
    private static final String STATUS = """
            {"state":"%s","version":"v1","region":"eu","zone":"eu-north","partition":"north-1","step":%s,"waitsfor":"the database to answer",
             "since":"2026-11-29T10:00:00Z","waitedseconds":8,"usualseconds":20,"problem":null,"ready":null,"identity":"file","plant":"abc",
             "steps":[{"name":"clock","state":"done","attempts":1,"began":null,"done":"2026-11-29T09:59:00Z","tookmillis":40,"usualseconds":1,"problem":null}],
             "warnings":["this box has no TPM"],"panel":null}""";

    @TempDir
    Path folder = Path.of("");

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();
    private @Nullable HttpServer plant;

    @BeforeEach
    void start() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", call -> {
            try (call) {
                var what = call.getRequestMethod() + " " + call.getRequestURI();
                asked.add((what + " " + new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
                        .strip());
                var bytes = answers.getOrDefault(what, "{}").getBytes(StandardCharsets.UTF_8);
                call.sendResponseHeaders(200, bytes.length);
                call.getResponseBody().write(bytes);
            }
        });
        server.start();
        plant = server;
    }

    @AfterEach
    void stop() {
        if (plant != null) {
            plant.stop(0);
        }
    }

    private int call(@Nullable String typed, String... arguments) {
        var screen = new Screen(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new BufferedReader(new StringReader(typed == null ? "" : typed)),
                typed != null);
        var line = PlantctlCommand.commandLine(new SystemWorld(), screen);
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    private int remote(@Nullable String typed, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        var port = java.util.Objects.requireNonNull(plant).getAddress().getPort();
        all.addAll(List.of("--api-url", "http://127.0.0.1:%d/".formatted(port), "--hmac", "key"));
        return call(typed, all.toArray(String[]::new));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void statusSaysWhatABoxWaitsForSinceWhenAndHowLongThatUsuallyTakes() {
        answers.put("GET /v1/plant/status", STATUS.formatted("starting", "\"database\""));

        assertThat(remote(null, "status")).isEqualTo(1);
        assertThat(said())
                .contains("waits for  the database to answer, since 2026-11-29T10:00:00Z (8 s), usually 20 s")
                .contains("done     clock")
                .contains("note: this box has no TPM");
    }

    @Test
    void statusOfAReadyPlantIsGoodAndCanBeReadByAProgram() {
        answers.put("GET /v1/plant/status", STATUS.formatted("ready", "null"));

        assertThat(remote(null, "status", "-o", "json")).isZero();
        assertThat(said()).contains("\"state\":\"ready\"");
    }

    @Test
    void aUnitThatFailedIsABadStatus() {
        answers.put(
                "GET /v1/plant/units",
                "[{\"name\":\"nsqd.service\",\"description\":\"\",\"active\":\"failed\",\"detail\":\"failed\",\"since\":null,\"memorybytes\":1048576}]");

        assertThat(remote(null, "units")).isEqualTo(1);
        assertThat(said()).contains("nsqd.service").contains("failed").contains("1 MiB");
    }

    @Test
    void logsOfAUnitAreAskedForByItsShortNameAndReadOnBehindACursor() {
        answers.put(
                "GET /v1/plant/logs?lines=5&wait=0&unit=nsqd.service&cursor=s%3D1%3Bi%3D2",
                "{\"cursor\":\"s=1;i=3\",\"lines\":[{\"at\":\"2026-11-29T10:00:00Z\",\"unit\":\"nsqd.service\",\"priority\":6,\"text\":\"hello\"}]}");

        assertThat(remote(null, "logs", "nsqd", "-n", "5", "--cursor", "s=1;i=2"))
                .isZero();
        assertThat(said()).contains("nsqd.service hello");
    }

    @Test
    void aFactoryResetNamesWhatIsLostAndIsOrderedByTheNameOfThePartitionAlone() {
        answers.put(
                "GET /v1/plant/factory-reset", "{\"partition\":\"north-1\",\"ordered\":false,\"lost\":[\"all keys\"]}");
        answers.put("POST /v1/plant/factory-reset", "{\"partition\":\"north-1\",\"ordered\":true,\"lost\":[]}");

        assertThat(remote("yes\n", "factory-reset")).isEqualTo(1);
        assertThat(said()).contains("- all keys").contains("nothing was done");
        assertThat(remote(null, "factory-reset")).isEqualTo(1);
        assertThat(err.toString()).contains("--confirm names the partition");
        assertThat(asked).noneMatch(each -> each.startsWith("POST"));

        assertThat(remote("north-1\n", "factory-reset")).isZero();
        assertThat(asked).last().isEqualTo("POST /v1/plant/factory-reset {\"confirm\":\"north-1\"}");
        assertThat(remote(null, "factory-reset", "--dry-run")).isZero();
    }

    private static final String UPGRADE = """
            {"state":"%s","running":"1.0.0","slots":[{"slot":"root-a","version":"1.0.0","hash":"aa","running":true,"trial":false,"triesleft":null,"triesdone":0},
             {"slot":"root-b","version":"2.0.0","hash":"bb","running":false,"trial":true,"triesleft":3,"triesdone":0}],"from":"1.0.0","to":"2.0.0",
             "waitsfor":"a restart of the box","progress":null,"since":"2026-11-29T10:00:00Z","trials":[{"began":"2026-11-29T11:00:00Z","step":"database","problem":"it does not answer"}],
             "snapshot":"/s","good":null,"goodseconds":0,"commitseconds":604800,"problem":%s,"next":null}""";

    @Test
    void anUpgradeIsFollowedUntilItIsWrittenAndTheBoxIsStartedAgainWhenThatIsWanted() {
        answers.put("GET /v1/plant/upgrade", UPGRADE.formatted("switched", "null"));
        answers.put("POST /v1/plant/upgrade/install", UPGRADE.formatted("writing", "null"));
        answers.put("POST /v1/plant/upgrade/restart", UPGRADE.formatted("switched", "null"));

        assertThat(remote(null, "upgrade", "install", "/mnt/two.upgrade", "--allow-older", "--restart"))
                .isZero();
        assertThat(asked)
                .contains("POST /v1/plant/upgrade/install {\"file\":\"/mnt/two.upgrade\",\"allowolder\":true}")
                .last()
                .isEqualTo("POST /v1/plant/upgrade/restart {}");
        assertThat(said()).contains("root-b     2.0.0").contains("on trial, 3 tries left, 0 done");
        assertThat(remote(null, "upgrade", "install")).isEqualTo(1);
        assertThat(err.toString()).contains("name the upgrade file");
    }

    @Test
    void anUpgradeThatFellBackIsABadStatusThatSaysHowFarItGotAndWhy() {
        answers.put("GET /v1/plant/upgrade", UPGRADE.formatted("fell-back", "\"it was not ready\""));

        assertThat(remote(null, "upgrade", "status")).isEqualTo(1);
        assertThat(said())
                .contains("because    it was not ready")
                .contains("2026-11-29T11:00:00Z, got to step database: it does not answer");
        assertThat(remote(null, "upgrade", "status", "-o", "json")).isEqualTo(1);
        assertThat(said()).contains("\"triesleft\":3");
    }

    @Test
    void aBoxIsStartedAgainForARollbackOnlyIfThatIsWhatItWaitsFor() {
        answers.put("POST /v1/plant/upgrade/rollback", UPGRADE.formatted("rolled-back", "null"));
        answers.put("POST /v1/plant/upgrade/commit", UPGRADE.formatted("committed", "null"));

        assertThat(remote(null, "upgrade", "rollback", "--restart")).isZero();
        assertThat(remote(null, "upgrade", "commit")).isZero();
        assertThat(asked).noneMatch(each -> each.contains("restart"));
    }

    @Test
    void aBoxWhoseAgentIsGoneIsToldWithWhatToDo() throws Exception {
        var socket = folder.resolve("plantd.sock");
        Files.createFile(socket);

        assertThat(call(null, "units", "--socket", socket.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("plantd does not answer").contains("systemctl status plantd");
    }

    @Test
    void aGoodPlanIsGoodAndCanBeShownWithItsDefaults() throws Exception {
        var file = Files.writeString(folder.resolve("plant.yaml"), "region: eu\nzone: eu-north\npartition: north-1\n");

        assertThat(call(null, "validate", file.toString(), "--full")).isZero();
        assertThat(said()).contains("plant.yaml: good").contains("tenant-super: [\"10.128.0.0/9\"]");
    }

    @Test
    void aWrongPlanIsRefusedLineByLine() throws Exception {
        var file = Files.writeString(folder.resolve("plant.yaml"), "region: eu\nzone: eu\npartitoin: north-1\n");

        assertThat(call(null, "validate", file.toString())).isEqualTo(1);
        assertThat(said()).contains("plant.yaml: line 3: there is no key \"partitoin\"; did you mean \"partition\"?");
        assertThat(call(null, "validate", file.toString(), "-o", "json")).isEqualTo(1);
        assertThat(said()).contains("\"accepted\":false").contains("\"line\":3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "units", "logs", "validate", "certificates", "factory-reset", "upgrade"})
    void everyCommandExplainsItself(String command) {
        assertThat(call(null, command, "--help")).isZero();
    }
}
