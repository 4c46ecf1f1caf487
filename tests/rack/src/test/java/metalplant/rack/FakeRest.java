package metalplant.rack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import metalplant.rack.plant.Pem;

/** The REST half of a small plant: checks every signature, keeps switches and allocations. */
final class FakeRest implements AutoCloseable {
    static final String VIEW = "view-key";
    static final String EDIT = "edit-key";
    static final String LEASED = "leased-key";

    final Map<String, JsonNode> switches = new ConcurrentHashMap<>();
    final Map<String, JsonNode> notices = new ConcurrentHashMap<>();
    final Map<String, String> allocations = new ConcurrentHashMap<>();
    final List<JsonNode> bmcReports = new CopyOnWriteArrayList<>();
    final List<String> refusals = new CopyOnWriteArrayList<>();
    final List<String> readers = new CopyOnWriteArrayList<>();
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpServer server;
    private final Pem leased;

    FakeRest(Pem leased) throws IOException {
        this.leased = leased;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metal/v1/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metal/");
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring("/metal/v1/".length());
            String who = caller(exchange);
            if (who.isEmpty()) {
                refusals.add(path);
                send(exchange, 403, JSON.getNodeFactory().textNode("{\"statuscode\":403,\"message\":\"no\"}"));
                return;
            }
            send(exchange, 200, answer(path, who, JSON.readTree(exchange.getRequestBody())));
        }
    }

    private JsonNode answer(String path, String who, JsonNode body) {
        var parts = List.of(path.split("/"));
        if (path.equals("switch/register")) {
            switches.put(body.path("id").asText(), body);
            return body;
        }
        if (path.endsWith("/notify")) {
            notices.put(parts.get(1), body);
            return body;
        }
        if (parts.getFirst().equals("switch")) {
            return switches.get(parts.get(1));
        }
        if (path.equals("machine/ipmi")) {
            bmcReports.add(body);
            return JsonNodeFactory.instance.objectNode();
        }
        if (path.equals("plant/lease")) {
            return lease();
        }
        readers.add(who);
        return machine(parts.get(1));
    }

    private ObjectNode lease() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("lease", "l1")
                .put("ca_cert", leased.ca())
                .put("cert", leased.cert())
                .put("key", leased.key())
                .put("hmac", LEASED)
                .put("expires", "2030-01-01T00:00:00Z");
    }

    private ObjectNode machine(String uuid) {
        ObjectNode machine = JsonNodeFactory.instance.objectNode().put("id", uuid);
        String allocation = allocations.get(uuid);
        if (allocation == null) {
            return machine.putNull("allocation");
        }
        ObjectNode node = machine.putObject("allocation")
                .put("allocationuuid", allocation)
                .put("role", "machine")
                .put("hostname", "metal")
                .put("reinstall", false);
        node.putArray("networks").addObject().put("networkid", "n");
        node.putObject("filesystemlayout").put("id", "default");
        node.putObject("image").put("id", "debian-13").put("url", "http://images/img.tar.lz4");
        return machine;
    }

    /** The type whose key signed the request, or nothing. */
    private static String caller(HttpExchange exchange) {
        var headers = exchange.getRequestHeaders();
        var authorization = headers.getFirst("Authorization").split(" ");
        String signed = headers.getFirst("X-Date") + exchange.getRequestMethod() + headers.getFirst("X-Data-Salt");
        String type = authorization[0];
        for (String key : type.equals("Metal-Edit") ? List.of(EDIT) : List.of(VIEW, LEASED)) {
            if (mac(key, signed).equals(authorization[1])) {
                return key;
            }
        }
        return "";
    }

    private static String mac(String key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
