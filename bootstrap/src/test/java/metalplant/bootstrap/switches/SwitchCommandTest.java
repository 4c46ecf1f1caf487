package metalplant.bootstrap.switches;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import metalplant.boot.switches.KnownSwitch;
import metalplant.cli.Screen;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.disk.Depot;
import metalplant.imagestore.disk.StoreLimits;
import metalplant.imagestore.source.FileImport;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import metalplant.wire.WireJson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwitchCommandTest {
    private static final Path EXAMPLES = Path.of(System.getProperty("basedir", System.getProperty("user.dir")))
            .resolve("../docs/examples");

    @TempDir
    Path folder = Path.of("");

    private Path data;

    private record Ran(int status, String out) {
        JsonNode json() throws Exception {
            return WireJson.mapper().readTree(out);
        }
    }

    @BeforeEach
    void plant() throws Exception {
        data = Files.createDirectories(folder.resolve("plant"));
    }

    private Ran run(String command, String... arguments) {
        var all = new java.util.ArrayList<>(java.util.List.of(command));
        all.addAll(java.util.List.of(arguments));
        all.addAll(java.util.List.of(
                "--data",
                data.toString(),
                "--plan",
                EXAMPLES.resolve("plant.yaml").toString()));
        var out = new ByteArrayOutputStream();
        var screen = new Screen(
                new PrintStream(out, true, StandardCharsets.UTF_8), new BufferedReader(new StringReader("")), false);
        var line = SwitchCommand.line(new SystemWorld(), screen);
        line.setExecutionExceptionHandler((e, _, _) -> {
            if (e instanceof Problem) {
                screen.say(String.valueOf(e.getMessage()));
                return 1;
            }
            throw e;
        });
        int status = line.execute(all.toArray(String[]::new));
        return new Ran(status, out.toString(StandardCharsets.UTF_8));
    }

    private static String example() {
        return EXAMPLES.resolve("switches.yaml").toString();
    }

    private static String change(Ran ran, String name) throws Exception {
        for (var each : ran.json().path("switches")) {
            if (each.path("name").asText().equals(name)) {
                return each.path("change").asText();
            }
        }
        return "";
    }

    @Test
    void aPlanIsShownAndWrittenAndChangesNothing() throws Exception {
        var into = folder.resolve("configs");
        var ran = run("plan", example(), "--write", into.toString());
        assertThat(ran.status()).isZero();
        assertThat(ran.out())
                .contains("r01leaf01        leaf  172.16.0.11     10.0.0.3        4200000018  new\n", "5 switches");
        assertThat(Files.readString(into.resolve("exit01.frr.conf"))).contains("router bgp 4200000002\n");
        assertThat(KnownSwitch.All.read(into.resolve("switches.json")).switches())
                .hasSize(5);
        assertThat(data.resolve("switches")).doesNotExist();
    }

    @Test
    void whatIsWrongIsSaidWithItsLine() throws Exception {
        var wrong = folder.resolve("wrong.yaml");
        Files.writeString(
                wrong, Files.readString(Path.of(example())).replace("to exit02 Ethernet4", "to exit02 Ethernet0"));
        var text = run("plan", wrong.toString());
        assertThat(text.status()).isEqualTo(1);
        assertThat(text.out()).contains("wrong.yaml: line ", "Ethernet0 of exit02 is used twice");
        assertThat(run("plan", wrong.toString(), "-o", "json")
                        .json()
                        .path("findings")
                        .path(0)
                        .path("line")
                        .asInt())
                .isPositive();
        assertThat(run("apply", wrong.toString()).status()).isEqualTo(1);
        assertThat(data.resolve("switches")).doesNotExist();
    }

    @Test
    void numbersStayWhenSwitchesComeAndGo() throws Exception {
        // given
        assertThat(run("list").out()).contains("no switches were taken");
        assertThat(run("apply", example()).out())
                .contains("taken; 5 switches are served", "no agent is installed on them");

        // when exit01 is exchanged for another one that sorts elsewhere
        var next = folder.resolve("next.yaml");
        Files.writeString(next, Files.readString(Path.of(example())).replace("exit01", "aexit09"));
        var planned = run("plan", next.toString(), "-o", "json");

        // then
        assertThat(change(planned, "aexit09")).isEqualTo("new");
        assertThat(change(planned, "exit01")).isEqualTo("gone");
        assertThat(change(planned, "exit02")).isEqualTo("same");
        assertThat(change(planned, "r01leaf01")).as("its link has another end").isEqualTo("changed");
        assertThat(run("apply", next.toString()).status()).isZero();
        assertThat(Files.readString(data.resolve("switches/numbers")))
                .isEqualTo("aexit09 5\nexit01 1\nexit02 2\nr01leaf01 3\nr01leaf02 4\n");
    }

    @Test
    void theListSaysHowFarEachIsAndWhatIsMissing() throws Exception {
        run("apply", example());
        Depot.open(data.resolve("images"), StoreLimits.DEFAULT, new SystemWorld());
        var waiting = run("list", "--boot-server", "http://127.0.0.1:9");
        assertThat(waiting.status()).isEqualTo(1);
        assertThat(waiting.out())
                .contains(
                        "exit01           exit  172.16.0.21     waiting",
                        "the image store lacks its installer: plantctl image import FILE --as switch/sonic-accton-as7726.bin",
                        "no agent is installed on them: the image store has no switch/agent.run",
                        "the boot server does not answer");

        // when the store has both, and one switch is done
        for (var name : java.util.List.of("switch/sonic-accton-as7726.bin", "switch/agent.run")) {
            new FileImport(Depot.open(data.resolve("images"), StoreLimits.DEFAULT, new SystemWorld()))
                    .run(
                            Files.writeString(folder.resolve("file"), name),
                            new ImageName(name),
                            ImageKind.SWITCH,
                            java.util.Optional.empty(),
                            (_, _) -> {});
        }
        Files.createDirectories(data.resolve("switches/progress"));
        Files.writeString(data.resolve("switches/progress/progress.json"), """
                {"switches": {"exit01": {"installer": "", "ztp": "2026-01-01T00:00:00Z", "config_given": "2026-01-01T00:00:01Z",
                 "config_sha256": "00", "reported": "2026-01-01T00:05:00Z", "result": "ok", "detail": ""}}}""");
        var ran = run("list", "--boot-server", "http://127.0.0.1:9", "-o", "json");

        // then
        assertThat(ran.json().path("switches").path(0).path("state").asText()).isEqualTo("ready");
        assertThat(ran.json()
                        .path("switches")
                        .path(0)
                        .path("plan")
                        .path("missing")
                        .asText())
                .isEmpty();
        assertThat(ran.json().path("agent").asBoolean()).isTrue();
        assertThat(ran.status()).isEqualTo(1);
    }
}
