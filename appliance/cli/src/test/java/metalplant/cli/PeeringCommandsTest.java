package metalplant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import metalplant.model.SystemWorld;
import metalplant.wire.WireJson;
import metalplant.wire.peering.PeeringBgp;
import metalplant.wire.peering.PeeringResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeeringCommandsTest {
    private static final String FILE = """
            apiVersion: metal-stack.io/v1
            kind: Peering
            metadata:
              name: privnet1-to-storage
            spec:
              network1: privnet1-id
              network2: storage-id
              peeringType: local
            ---
            apiVersion: metal-stack.io/v1
            kind: Peering
            metadata:
              name: to-isp
            spec:
              network1: internet
              peeringType: external
              bgp:
                local:
                  as: 65000
                  cidr: 172.16.0.1/30
                  port: "Ethernet0@exit01"
                remote:
                  as: 65001
                  cidr: 172.16.0.2/30
            """;

    @TempDir
    Path folder;

    private final Map<String, Object> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();
    private HttpServer plant;

    @BeforeEach
    void start() throws IOException {
        plant = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        plant.createContext("/", this::answer);
        plant.start();
    }

    @AfterEach
    void stop() {
        plant.stop(0);
    }

    /** A text is the reason of a refusal. */
    private void answer(HttpExchange call) throws IOException {
        try (call) {
            var what = call.getRequestMethod() + " " + call.getRequestURI();
            var body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            synchronized (asked) {
                asked.add(what + " " + body);
            }
            var answer = answers.getOrDefault(what, "nobody expected this");
            boolean refused = answer instanceof String;
            var text = refused ? WireJson.text(Map.of("statuscode", 422, "message", answer)) : answer;
            var bytes = WireJson.text(text).getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(refused ? 422 : 200, bytes.length);
            call.getResponseBody().write(bytes);
        }
    }

    private int run(String... arguments) {
        var all = new ArrayList<>(List.of("network", "peering"));
        all.addAll(List.of(arguments));
        all.addAll(List.of(
                "--api-url", "http://127.0.0.1:%d/".formatted(plant.getAddress().getPort()), "--hmac", "key"));
        var screen = new Screen(
                new PrintStream(out, true, StandardCharsets.UTF_8), new BufferedReader(new StringReader("")), false);
        var line = PlantctlCommand.commandLine(new SystemWorld(), screen);
        line.setErr(new PrintWriter(err, true));
        return line.execute(all.toArray(String[]::new));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static PeeringResponse peering(String id, @Nullable PeeringBgp bgp, String state) {
        return new PeeringResponse(
                id,
                "",
                "",
                "net1",
                bgp == null ? "net2" : "",
                bgp == null ? "local" : "external",
                bgp,
                "p1",
                "blue",
                "",
                new PeeringResponse.Status(
                        state,
                        state.equals("refused")
                                ? List.of(new PeeringResponse.Rule("same-project", "they differ"))
                                : List.of(),
                        2,
                        1,
                        0,
                        1,
                        List.of(
                                new PeeringResponse.OnSwitch("leaf01", "verified", false, Instant.EPOCH),
                                new PeeringResponse.OnSwitch("leaf02", "", false, null))),
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of());
    }

    private static PeeringBgp bgp() {
        return new PeeringBgp(
                new PeeringBgp.End(65_000L, "172.16.0.1/30", "Ethernet0@exit01"),
                new PeeringBgp.End(65_001L, "172.16.0.2/30", null));
    }

    @Test
    void twoNetworksAreALocalPeering() {
        answers.put("PUT /v1/peering", peering("pair", null, "planned"));

        assertThat(run("create", "--network1", "net1", "--network2", "net2")).isZero();

        assertThat(asked.getFirst())
                .contains("\"network1\":\"net1\"", "\"network2\":\"net2\"", "\"peeringType\":\"local\"");
        assertThat(said()).contains("pair", "planned");
    }

    @Test
    void theFlagsOfASessionMakeAnExternalPeering() throws IOException {
        answers.put("PUT /v1/peering", peering("to-isp", bgp(), "planned"));

        int status = run(
                "create",
                "--network1",
                "internet",
                "--localAs",
                "65000",
                "--localCidr",
                "172.16.0.1",
                "--localPort",
                "Ethernet0@exit01",
                "--remoteAs",
                "65001",
                "--remoteCidr",
                "172.16.0.2/30",
                "-o",
                "json");

        assertThat(status).isZero();
        assertThat(asked.getFirst())
                .contains(
                        "\"peeringType\":\"external\"",
                        "{\"as\":65000,\"cidr\":\"172.16.0.1\",\"port\":\"Ethernet0@exit01\"}",
                        "\"cidr\":\"172.16.0.2/30\"");
        assertThat(WireJson.mapper().readTree(said()).path("id").asText()).isEqualTo("to-isp");
    }

    @Test
    void halfASessionIsNotSent() {
        assertThat(run("create", "--network1", "internet", "--localAs", "65000"))
                .isEqualTo(1);

        assertThat(err.toString()).contains("--localCidr, --localPort, --remoteAs, --remoteCidr");
        assertThat(asked).isEmpty();
    }

    @Test
    void aRefusalIsToldWithItsRule() {
        answers.put("PUT /v1/peering", "refused by rule same-project: they differ");

        assertThat(run("create", "--network1", "net1", "--network2", "net2")).isEqualTo(1);

        assertThat(err.toString()).contains("refused by rule same-project");
    }

    @Test
    void aListHasALineForEachAndADescriptionEachSwitch() {
        answers.put(
                "GET /v1/peering",
                List.of(
                        peering("one", null, "applied"),
                        peering("two", bgp(), "verified"),
                        peering("three", null, "refused")));
        answers.put("GET /v1/peering/three", peering("three", null, "refused"));

        assertThat(run("list")).isZero();
        assertThat(said()).contains("applied, on 1 of 2 switches", "AS 65001 at Ethernet0@exit01", "verified on 2");
        assertThat(run("describe", "three")).isZero();
        assertThat(said())
                .contains(
                        "refused by rule same-project: they differ",
                        "verified, as it was before the last change",
                        "never told anything",
                        "1 findings");
    }

    @Test
    void aFileMakesWhatIsNotThereAndChangesWhatIs() throws IOException {
        var file = Files.writeString(folder.resolve("peerings.yaml"), FILE);
        answers.put("POST /v1/peering/find", List.of());
        answers.put("PUT /v1/peering", peering("privnet1-to-storage", null, "planned"));
        assertThat(run("apply", "-f", file.toString())).isZero();
        assertThat(said()).contains("privnet1-to-storage is created");

        answers.put("POST /v1/peering/find", List.of(peering("to-isp", bgp(), "planned")));
        answers.put("POST /v1/peering", peering("to-isp", bgp(), "planned"));
        assertThat(run("apply", "-f", file.toString())).isZero();

        assertThat(said()).contains("to-isp is as the file says");
        assertThat(asked)
                .anyMatch(each -> each.startsWith("PUT /v1/peering")
                        && each.contains("\"network2\":\"storage-id\"")
                        && each.contains("\"id\":\"privnet1-to-storage\""))
                .anyMatch(
                        each -> each.startsWith("POST /v1/peering ") && each.contains("\"port\":\"Ethernet0@exit01\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: Peering|kind: Network|kind must be Peering",
                "metal-stack.io/v1|metal-stack.io/v2|apiVersion must be",
                "network1:|network3:|unknown key network3",
                "as: 65000|as: many|as must be a number",
                "name: to-isp|nam: x|unknown key nam",
                "peeringType: local|peeringType: {|not YAML",
                "spec:|spec: text|",
                "network2: storage-id|network2: [a]|network2 must be a text",
            })
    void nothingIsSentOfAFileThatHasAMistake(String right, String wrong, @Nullable String why) throws IOException {
        var file = Files.writeString(folder.resolve("peerings.yaml"), FILE.replaceFirst(right, wrong));

        assertThat(run("apply", "-f", file.toString())).isEqualTo(1);

        assertThat(err.toString()).contains(why == null ? "" : why);
        assertThat(asked).isEmpty();
    }

    @Test
    void aDeletedOneIsNamed() {
        answers.put("DELETE /v1/peering/pair", peering("pair", null, "planned"));

        assertThat(run("delete", "pair")).isZero();
        assertThat(said()).contains("pair is deleted");
    }

    @Test
    void everyCommandHasHelpWithAnExample() {
        for (var command : List.of("create", "list", "describe", "delete", "apply")) {
            out.reset();
            var screen = new StringWriter();
            var line = PlantctlCommand.commandLine(
                    new SystemWorld(),
                    new Screen(
                            new PrintStream(out, true, StandardCharsets.UTF_8),
                            new BufferedReader(new StringReader("")),
                            false));
            line.setOut(new PrintWriter(screen, true));

            assertThat(line.execute("network", "peering", command, "--help")).isZero();
            assertThat(screen.toString())
                    .as(command)
                    .containsPattern("Example|The file")
                    .contains("--output");
        }
    }
}
