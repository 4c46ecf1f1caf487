package metalplant.cli.moving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import metalplant.cli.PlantctlCommand;
import metalplant.cli.Screen;
import metalplant.model.SystemWorld;
import metalplant.wire.WireJson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two servers that list and create documents; that real plants take them is shown elsewhere. */
class ImportCommandTest {
    private final Store source = new Store();
    private final Store target = new Store();

    private static final class Store implements AutoCloseable {
        private final Map<String, List<JsonNode>> lists = new TreeMap<>();
        private final List<String> writes = new ArrayList<>();
        private final HttpServer server;
        private int status = 201;

        Store() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            server.createContext("/", this::serve);
            server.start();
        }

        void has(String path, String document) throws IOException {
            lists.computeIfAbsent(path, _ -> new ArrayList<>())
                    .add(WireJson.mapper().readTree(document));
        }

        private void serve(HttpExchange exchange) throws IOException {
            var path = exchange.getRequestURI().getPath().replaceFirst("^/metal/", "");
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (exchange.getRequestMethod().equals("GET") || path.endsWith("/find")) {
                answer(exchange, 200, WireJson.text(lists.getOrDefault(path.replaceFirst("/find$", ""), List.of())));
                return;
            }
            writes.add(exchange.getRequestMethod() + " " + path);
            if (status == 201) {
                has(path.replaceFirst("/allocate/.*", "").replaceFirst("v1/plant/import/", "v1/"), body);
            }
            answer(exchange, status, status == 201 ? body : "\"{\\\"message\\\":\\\"no\\\"}\"");
        }

        private static void answer(HttpExchange exchange, int status, String text) throws IOException {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }

        String url() {
            return "http://127.0.0.1:%d/metal".formatted(server.getAddress().getPort());
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    private record Run(int status, JsonNode told) {
        JsonNode of(String kind) {
            return told.valueStream()
                    .filter(each -> each.path("kind").asText().equals(kind))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Run run(String... more) throws IOException {
        var shown = new ByteArrayOutputStream();
        var screen = new Screen(
                new PrintStream(shown, true, StandardCharsets.UTF_8), new BufferedReader(new StringReader("")), false);
        var arguments = new ArrayList<>(List.of(
                "import",
                "--from",
                source.url(),
                "--from-hmac",
                "v",
                "--api-url",
                target.url(),
                "--hmac",
                "a",
                "-o",
                "json"));
        arguments.addAll(List.of(more));
        int status = PlantctlCommand.commandLine(new SystemWorld(), screen).execute(arguments.toArray(String[]::new));
        return new Run(status, WireJson.mapper().readTree(shown.toString(StandardCharsets.UTF_8)));
    }

    private void fill() throws IOException {
        source.has(
                "v1/tenant",
                "{\"meta\":{\"id\":\"t\",\"kind\":\"Tenant\",\"version\":7},\"name\":\"T\",\"quotas\":{\"project\":{\"quota\":3,\"used\":1}}}");
        source.has(
                "v1/network",
                "{\"id\":\"internet\",\"prefixes\":[\"198.51.100.0/24\"],\"parentnetworkid\":null,\"usage\":{\"used_ips\":3}}");
        source.has("v1/network", "{\"id\":\"child\",\"prefixes\":[\"10.0.0.0/22\"],\"parentnetworkid\":\"super\"}");
        source.has(
                "v1/ip",
                "{\"ipaddress\":\"198.51.100.7\",\"networkid\":\"internet\",\"projectid\":\"p\",\"type\":\"static\",\"tags\":[]}");
        source.has(
                "v1/ip",
                "{\"ipaddress\":\"198.51.100.8\",\"networkid\":\"internet\",\"tags\":[\"machine.metal-stack.io/id=m1\"]}");
    }

    @Test
    void withoutAnOrderNothingIsChanged() throws Exception {
        fill();

        var run = run();

        assertThat(run.status()).isZero();
        assertThat(run.of("tenant").path("created").toString()).isEqualTo("[\"t\"]");
        assertThat(target.writes).isEmpty();
    }

    @Test
    void whatCanBeCreatedIsCreatedOnceInTheOrderOfReferences() throws Exception {
        fill();

        var first = run("--apply");
        var again = run("--apply");

        assertThat(first.status()).isZero();
        assertThat(target.writes)
                .containsExactly(
                        "PUT v1/tenant",
                        "PUT v1/network",
                        "PUT v1/plant/import/network",
                        "POST v1/ip/allocate/198.51.100.7",
                        "POST v1/ip/allocate/198.51.100.8");
        assertThat(first.of("private-network").path("created").toString()).isEqualTo("[\"child\"]");
        assertThat(first.of("machine-ip").path("created").toString()).isEqualTo("[\"198.51.100.8\"]");
        assertThat(again.of("tenant").path("there").asInt()).isEqualTo(1);
        assertThat(again.of("tenant").path("created").isEmpty()).isTrue();
        assertThat(target.lists.getOrDefault("v1/tenant", List.of()).getFirst().toString())
                .isEqualTo("{\"meta\":{\"id\":\"t\"},\"name\":\"T\",\"quotas\":{\"project\":{\"quota\":3}}}");
    }

    @Test
    void whatIsThereAndDiffersIsToldAndLeftAsItIs() throws Exception {
        fill();
        target.has("v1/tenant", "{\"meta\":{\"id\":\"t\"},\"name\":\"other\"}");

        var run = run("--apply");

        assertThat(run.status()).isZero();
        assertThat(run.of("tenant").path("different").toString()).isEqualTo("[\"t: name, quotas\"]");
        assertThat(target.writes).doesNotContain("PUT v1/tenant");
    }

    @Test
    void whatIsRefusedIsToldAndTheOthersGoOn() throws Exception {
        fill();
        target.status = 422;

        var run = run("--apply");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.of("tenant").path("failed").toString())
                .contains("t: 422")
                .contains("no");
        assertThat(run.of("network").path("failed").size()).isEqualTo(1);
    }
}
