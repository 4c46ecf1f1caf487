package metalplant.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.server.PlantConfig;

/** Stores whatever is put, by path; answers like metal-api as far as first boot looks. Not durable. */
final class FakeMetalApi implements ServerStarter {
    private static final ObjectMapper JSON = new ObjectMapper();

    final Map<String, JsonNode> entities = new TreeMap<>();
    int writes;
    Optional<PlantConfig> config = Optional.empty();

    @Override
    public RunningServer start(PlantConfig config) {
        this.config = Optional.of(config);
        try {
            var server = HttpServer.create(config.api(), 0);
            server.createContext(config.basePath(), exchange -> answer(exchange, config.basePath()));
            server.start();
            return new Running(server, config.grpc().getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void answer(HttpExchange exchange, String basePath) throws IOException {
        var path = exchange.getRequestURI().getPath().substring(basePath.length());
        var signed = exchange.getRequestHeaders().getFirst("Authorization") != null;
        switch (exchange.getRequestMethod()) {
            case "PUT" -> put(exchange, path);
            case "POST" -> post(exchange, path);
            default -> {
                if (path.equals("v1/health")) {
                    send(exchange, 200, "{\"status\":\"healthy\"}");
                } else if (!signed) {
                    send(exchange, 403, "\"no\"");
                } else {
                    var found = entities.get(path);
                    send(exchange, found == null ? 404 : 200, found == null ? "\"NotFound\"" : found.toString());
                }
            }
        }
    }

    private void put(HttpExchange exchange, String path) throws IOException {
        var body = JSON.readTree(exchange.getRequestBody());
        var id = body.has("id") ? body.get("id").asText() : body.at("/meta/id").asText();
        entities.put(path + "/" + id, body);
        writes++;
        send(exchange, 201, body.toString());
    }

    private void post(HttpExchange exchange, String path) throws IOException {
        var body = JSON.readTree(exchange.getRequestBody());
        if (path.equals("v1/partition/capacity")) {
            send(
                    exchange,
                    200,
                    "[{\"id\":\"p\",\"servers\":[{\"size\":\"a\",\"total\":3,\"waiting\":2},{\"size\":\"b\",\"total\":1,\"allocated\":1}]}]");
            return;
        }
        writes++;
        var entity = (ObjectNode)
                Objects.requireNonNull(entities.get(path + "/" + body.get("id").asText()));
        body.properties().forEach(field -> entity.set(field.getKey(), field.getValue()));
        send(exchange, 200, entity.toString());
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private record Running(HttpServer server, int grpcPort) implements RunningServer {
        @Override
        public int apiPort() {
            return server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
