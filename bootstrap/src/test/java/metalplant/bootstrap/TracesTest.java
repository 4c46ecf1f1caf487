package metalplant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import metalplant.cli.api.HmacSigner;
import metalplant.model.SystemWorld;
import metalplant.server.PlantServer;
import metalplant.testkit.bus.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plant that was told of a collector, and one that stands in for it: it takes OTLP over HTTP and reads the protobuf. */
class TracesTest {
    private static final SystemWorld WORLD = new SystemWorld();
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";

    @TempDir
    Path folder;

    private final List<Span> spans = new CopyOnWriteArrayList<>();

    @Test
    void aRequestIsSeenFromTheRouterToTheDatabaseAndGoesOnWithoutACollector() throws Exception {
        var collector = collector();
        Files.writeString(
                Files.createDirectories(folder.resolve("plant")).resolve("plant.properties"),
                "traces.endpoint=http://127.0.0.1:%d/v1/traces\n"
                        .formatted(collector.getAddress().getPort()));
        var silent = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        try (var plant = new Plant(Folders.create(folder.resolve("plant")), new Progress(silent, WORLD), WORLD)) {
            // given
            var status = plant.start(options(), config -> new TheServer(PlantServer.start(config)))
                    .status();
            var router = URI.create(status.text("router.url"));
            var signer = new HmacSigner("Metal-View", status.text("api.hmac.view"));

            // when
            assertThat(machines(router, signer)).isEqualTo(200);

            // then
            Eventually.until("the list was told", () -> names().contains("answer of listMachines"));
            var door = named("door of all plants");
            assertThat(hex(door)).isEqualTo(CALLER);
            assertThat(door.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
            var forward = childOf(door, "plant ");
            assertThat(forward.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
            var request = childOf(forward, "listMachines");
            var answer = childOf(request, "answer of listMachines");
            var transaction = childOf(answer, "");
            assertThat(transaction.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
            assertThat(transaction.getAttributesList()).anySatisfy(fact -> {
                assertThat(fact.getKey()).isEqualTo("metal_plant.round_trips");
                assertThat(fact.getValue().getIntValue()).isGreaterThan(1);
            });
            assertThat(request.getAttributesList())
                    .anySatisfy(
                            fact -> assertThat(fact.getValue().getStringValue()).isEqualTo("/v1/machine"));

            // when: nobody listens any more
            collector.stop(0);

            // then
            assertThat(machines(router, signer)).isEqualTo(200);
        }
    }

    private RunOptions options() {
        return new RunOptions(
                folder.resolve("plant"),
                Optional.empty(),
                Optional.of(0),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static int machines(URI router, HmacSigner signer) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(router.resolve("v1/machine"))
                    .header("traceparent", "00-%s-%s-01".formatted(TRACE, CALLER));
            signer.headers("GET", WORLD.now(), WORLD.random("salt")).forEach(request::header);
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        }
    }

    private HttpServer collector() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
        return server;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            try (var in = zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
                for (var resource : ExportTraceServiceRequest.parseFrom(in).getResourceSpansList()) {
                    resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
                }
            }
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    /** Of our trace. */
    private List<Span> ours() {
        return spans.stream()
                .filter(span -> HexFormat.of()
                        .formatHex(span.getTraceId().toByteArray())
                        .equals(TRACE))
                .toList();
    }

    private List<String> names() {
        return ours().stream().map(Span::getName).toList();
    }

    private Span named(String name) {
        return ours().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no span " + name + " among " + names()));
    }

    private Span childOf(Span parent, String name) {
        return ours().stream()
                .filter(span -> span.getParentSpanId().equals(parent.getSpanId())
                        && span.getName().startsWith(name))
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError("no \"%s\" below %s: %s".formatted(name, parent.getName(), ours())));
    }

    private static String hex(Span child) {
        return HexFormat.of().formatHex(child.getParentSpanId().toByteArray());
    }
}
