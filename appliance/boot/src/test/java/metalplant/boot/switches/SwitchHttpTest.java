package metalplant.boot.switches;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.disk.Depot;
import metalplant.imagestore.disk.StoreLimits;
import metalplant.imagestore.source.FileImport;
import metalplant.model.SystemWorld;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwitchHttpTest {
    private static final String CARD = "80:a2:35:00:01:01";
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());

    @TempDir
    Path folder = Path.of("");

    private final HttpClient client = HttpClient.newHttpClient();
    private String card = CARD;
    private SwitchHttp http;
    private WebServer server;
    private HttpServer api;
    private final List<String> asked = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        write(new KnownSwitch(
                "leaf01",
                "leaf",
                CARD,
                Optional.of("S1"),
                "127.0.0.1",
                "x86_64-maker_box8-r0",
                Optional.of("switch/sonic.bin"),
                "{\"a\": 1}\n",
                "hostname leaf01\n",
                Optional.of("METAL_CORE_ROLE=leaf\n")));
        Files.writeString(folder.resolve("switches.key"), "the key of switches\n");
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/metal/v1/switch/", this::answer);
        api.start();
        http = http();
        server = WebServer.builder()
                .address(InetAddress.getLoopbackAddress())
                .port(0)
                .useNio(false)
                .shutdownHook(false)
                .routing(HttpRouting.builder().register(http))
                .build()
                .start();
    }

    @AfterEach
    void stop() {
        server.stop();
        api.stop(0);
        client.close();
    }

    private SwitchHttp http() {
        return new SwitchHttp(
                new SystemWorld(),
                new SwitchApi(
                        new SystemWorld(),
                        URI.create("http://127.0.0.1:%d/metal/"
                                .formatted(api.getAddress().getPort())),
                        folder.resolve("switches.key")),
                folder.resolve("switches.json"),
                folder.resolve("progress.json"),
                _ -> Optional.of(card).filter(each -> !each.isEmpty()),
                depot(),
                "http://127.0.0.1:1/switch");
    }

    private Depot depot() {
        return Depot.open(folder.resolve("images"), StoreLimits.DEFAULT, new SystemWorld());
    }

    private void write(KnownSwitch... switches) throws Exception {
        Files.write(
                folder.resolve("switches.json"),
                JSON.writeValueAsBytes(new KnownSwitch.All(List.of("ssh-ed25519 AAAA me"), List.of(switches))));
    }

    private void store(String name, String content) throws Exception {
        var file = Files.writeString(folder.resolve("file"), content);
        new FileImport(depot()).run(file, new ImageName(name), ImageKind.SWITCH, Optional.empty(), (_, _) -> {});
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/switch/%s".formatted(server.port(), path)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private int report(String body) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/switch/report".formatted(server.port())))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private String state() {
        return http.document().switches().getFirst().state();
    }

    private List<String> sections() throws Exception {
        var names = new ArrayList<String>();
        JSON.readTree(get("ztp.json").body()).path("ztp").fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void aSwitchIsInstalledAndThenFetchesAllThatItsZtpNames() throws Exception {
        assertThat(state()).isEqualTo("waiting");
        assertThat(get("installer").statusCode()).isEqualTo(404);
        store("switch/sonic.bin", "an installer");

        // when ONIE asks
        var installer =
                get("installer", "ONIE-SERIAL-NUMBER", "S1", "ONIE-MACHINE", "maker_box8", "ONIE-ARCH", "x86_64");
        assertThat(installer.body()).isEqualTo("an installer");
        assertThat(installer.headers().firstValue("content-length")).contains("12");
        assertThat(state()).isEqualTo("installing");

        // when SONiC asks
        assertThat(sections()).containsExactly("01-keys", "02-download", "04-configdb-json", "05-report");
        assertThat(state()).isEqualTo("provisioning");
        assertThat(get("keys.sh").body()).startsWith("#!/bin/sh\n").contains("\nssh-ed25519 AAAA me\nKEYS\n");
        assertThat(get("frr.conf").body()).isEqualTo("hostname leaf01\n");
        assertThat(get("report.sh").body()).contains("http://127.0.0.1:1/switch/report\n");
        assertThat(get("config_db.json", "SERIAL-NUMBER", "S1").body()).isEqualTo("{\"a\": 1}\n");
        assertThat(state()).isEqualTo("configured");
        assertThat(report("{\"ztp\": {\"04-configdb-json\": {\"status\": \"SUCCESS\"}, \"status\": \"IN-PROGRESS\"}}"))
                .isEqualTo(204);
        assertThat(state()).isEqualTo("ready");

        // then it is remembered, and a new configuration is known to be another one
        assertThat(http().document().switches().getFirst().state()).isEqualTo("ready");
        assertThat(http.document().switches().getFirst().current()).isTrue();
        Files.writeString(
                folder.resolve("switches.json"),
                Files.readString(folder.resolve("switches.json")).replace("\\\"a\\\": 1", "\\\"a\\\": 12"));
        assertThat(http.document().switches().getFirst().current()).isFalse();
    }

    /** A plant that answers whatever was signed. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean signed =
                    exchange.getRequestHeaders().getFirst("Authorization").matches("Metal-Switches [0-9a-f]{64}");
            asked.add("%s %s %s"
                    .formatted(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().getPath(),
                            body));
            exchange.sendResponseHeaders(signed ? 409 : 401, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
        }
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/switch/%s".formatted(server.port(), path)))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void anAgentSpeaksWithThePlantOfItsOwnSwitchAlone() throws Exception {
        // what it is told is the plant's answer, whatever that is
        assertThat(post("api/v1/switch/register", "{\"id\": \"leaf01\"}").statusCode())
                .isEqualTo(409);
        assertThat(get("api/v1/switch/leaf01").body()).isEqualTo("{}");
        assertThat(get("api/v1/switch/leaf01/fabric").statusCode()).isEqualTo(409);
        assertThat(post("api/v1/switch/leaf01/notify", "{\"a\": 1}").statusCode())
                .isEqualTo(409);
        assertThat(post("api/v1/switch/leaf01/fabric", "{\"b\": 1}").statusCode())
                .isEqualTo(409);
        assertThat(asked)
                .containsExactly(
                        "POST /metal/v1/switch/register {\"id\": \"leaf01\"}",
                        "GET /metal/v1/switch/leaf01 ",
                        "GET /metal/v1/switch/leaf01/fabric ",
                        "POST /metal/v1/switch/leaf01/notify {\"a\": 1}",
                        "POST /metal/v1/switch/leaf01/fabric {\"b\": 1}");
        asked.clear();

        for (var path : List.of("leaf02", "leaf02/fabric", "..%2fmachine", "leaf01%2f..%2f..%2fmachine", "")) {
            assertThat(get("api/v1/switch/" + path).statusCode()).as(path).isIn(400, 403, 404);
        }
        for (var body : List.of("", "null", "[", "{\"id\": \"leaf02\"}", "{}")) {
            assertThat(post("api/v1/switch/register", body).statusCode())
                    .as(body)
                    .isIn(400, 403);
        }
        assertThat(post("api/v1/switch/leaf02/notify", "{}").statusCode()).isEqualTo(403);
        card = "80:a2:35:00:01:99";
        assertThat(get("api/v1/switch/leaf01").statusCode()).isEqualTo(403);
        assertThat(post("api/v1/switch/leaf01/fabric", "{}").statusCode()).isEqualTo(403);
        card = CARD;
        Files.delete(folder.resolve("switches.key"));
        assertThat(get("api/v1/switch/leaf01").statusCode()).isEqualTo(503);
        assertThat(asked).isEmpty();
    }

    @Test
    void theAgentIsAStepOnlyIfTheStoreHasIt() throws Exception {
        assertThat(http.document().agent()).isFalse();
        assertThat(get("agent").statusCode()).isEqualTo(404);
        store("switch/agent.run", "#!/bin/sh\n");
        assertThat(http.document().agent()).isTrue();
        assertThat(sections()).contains("03-agent");
        assertThat(get("agent").body()).isEqualTo("#!/bin/sh\n");
        assertThat(get("agent.env").body()).isEqualTo("METAL_CORE_ROLE=leaf\n");
        assertThat(get("ztp.json").body()).contains("/agent.env", "/etc/sonic/metal-core.env");

        write(new KnownSwitch(
                "spine01",
                "spine",
                CARD,
                Optional.empty(),
                "127.0.0.1",
                "x",
                Optional.empty(),
                "{}",
                "",
                Optional.empty()));
        assertThat(sections()).doesNotContain("03-agent");
        assertThat(get("agent.env").statusCode()).isEqualTo(404);
    }

    @Test
    void whoIsAnotherThanItsAddressSaysIsRefusedAndNamed() throws Exception {
        store("switch/sonic.bin", "an installer");
        assertThat(get("config_db.json", "SERIAL-NUMBER", "S2").statusCode()).isEqualTo(403);
        assertThat(get("installer", "ONIE-SERIAL-NUMBER", "S2").statusCode()).isEqualTo(403);
        var other = get("installer", "ONIE-MACHINE", "maker_box9", "ONIE-ARCH", "x86_64");
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(other.body()).contains("it is a maker_box9, and leaf01 is a x86_64-maker_box8-r0");
        assertThat(get("installer", "ONIE-OPERATION", "onie-update").statusCode())
                .isEqualTo(404);

        card = "80:a2:35:00:01:99";
        for (var path :
                List.of("installer", "ztp.json", "config_db.json", "frr.conf", "keys.sh", "report.sh", "agent")) {
            assertThat(get(path, "User-Agent", "SONiC-ZTP/0.1").statusCode()).isEqualTo(403);
        }
        assertThat(report("{}")).isEqualTo(403);
        card = "";
        assertThat(get("ztp.json").body()).contains("no network card of this wire answers for it");
        assertThat(state()).isEqualTo("waiting");
        assertThat(http.document().strangers())
                .extracting(Journal.Stranger::mac)
                .containsExactlyInAnyOrder(CARD, "80:a2:35:00:01:99", "");
    }

    @Test
    void cardsOfNobodyAreNamedAndBounded() {
        http.asks(CARD, "onie_vendor:x86_64-maker_box8-r0");
        assertThat(http.document().strangers()).isEmpty();
        for (int i = 0; i < 500; i++) {
            http.asks("02:00:00:00:%02x:%02x".formatted(i / 256, i % 256), "onie_vendor:\u001b[31m");
        }
        assertThat(http.document().strangers()).hasSize(64).first().satisfies(each -> {
            assertThat(each.mac()).isEqualTo("02:00:00:00:00:00");
            assertThat(each.says()).isEqualTo("onie_vendor:?[31m");
        });
    }

    @Test
    void whatFailedIsTold() throws Exception {
        assertThat(
                        report(
                                "{\"ztp\": {\"04-configdb-json\": {\"status\": \"FAILED\"}, \"02-download\": {\"status\": \"SUCCESS\"}}}"))
                .isEqualTo(204);
        JsonNode line = JSON.valueToTree(http.document()).path("switches").path(0);
        assertThat(line.path("state").asText()).isEqualTo("failed");
        assertThat(line.path("steps").path("detail").asText()).isEqualTo("04-configdb-json");
        for (var garbage : List.of(
                "", "null", "[1]", "{\"ztp\": 3}", "{\"ztp\": {}}", "{\"ztp\": {\"a\": 1}}", "{".repeat(5000))) {
            assertThat(report(garbage)).as(garbage).isEqualTo(400);
        }
        assertThat(state()).isEqualTo("failed");
    }

    @Test
    void aDamagedFileChangesNothing() throws Exception {
        assertThat(state()).isEqualTo("waiting");
        Files.writeString(folder.resolve("switches.json"), "{\"switches\": [");
        assertThat(http.document().switches()).hasSize(1);
        Files.delete(folder.resolve("switches.json"));
        assertThat(get("ztp.json").statusCode()).isEqualTo(403);
        Files.writeString(folder.resolve("progress.json"), "{\"switches\": ");
        assertThat(Journal.read(folder.resolve("progress.json"))).isEqualTo(Progress.NONE);
    }
}
