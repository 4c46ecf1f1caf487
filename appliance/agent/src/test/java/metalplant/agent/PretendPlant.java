package metalplant.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A metal-api, as far as an agent sees it. */
final class PretendPlant implements AutoCloseable {
    final List<JsonNode> registered = new ArrayList<>();
    final List<JsonNode> notices = new ArrayList<>();
    final List<JsonNode> fabricReports = new ArrayList<>();
    String document = Texts.SWITCH;
    /** Empty for a stock one. */
    Optional<String> fabric = Optional.of(Texts.fabric("v1", true));

    /** What it answers to reports. */
    String told = "{}";
    /** Whether it is away. */
    boolean silent;

    private final HttpServer server;

    PretendPlant() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/metal/v1/switch/", this::answer);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            var call = exchange.getRequestMethod()
                    + exchange.getRequestURI().getPath().replace("/metal/v1/switch", "");
            boolean signed =
                    exchange.getRequestHeaders().getFirst("Authorization").matches("Metal-Edit [0-9a-f]{64}");
            synchronized (this) {
                if (silent) {
                    exchange.sendResponseHeaders(503, -1);
                } else {
                    send(exchange, signed ? answer(call, body) : Optional.empty());
                }
            }
        }
    }

    private Optional<String> answer(String call, String body) {
        return switch (call) {
            case "POST/register" -> kept(registered, body);
            case "POST/leaf01/notify" -> kept(notices, body);
            case "GET/leaf01" -> Optional.of(document);
            case "GET/leaf01/fabric" -> fabric;
            case "POST/leaf01/fabric" ->
                fabric.isEmpty() ? fabric : kept(fabricReports, body).map(_ -> told);
            default -> Optional.empty();
        };
    }

    private static Optional<String> kept(List<JsonNode> where, String body) {
        where.add(Texts.parsed(body));
        return Optional.of("{}");
    }

    private static void send(HttpExchange exchange, Optional<String> answer) throws IOException {
        // Stock metal-api answers an unknown path with text.
        var bytes = answer.map(each -> each.replace('\'', '"'))
                .orElse("404: Page Not Found")
                .getBytes(UTF_8);
        exchange.sendResponseHeaders(answer.isPresent() ? 200 : 404, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
