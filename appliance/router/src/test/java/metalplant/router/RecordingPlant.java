package metalplant.router;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import metalplant.door.Role;
import metalplant.router.plants.Plant;
import metalplant.router.plants.PlantLink;
import metalplant.router.table.Guard;

/** A plant that writes down every byte it is sent, and answers as it is told. */
final class RecordingPlant implements AutoCloseable {
    /** A request as it arrived; header names in lower case. */
    record Seen(String method, String target, Map<String, List<String>> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        String header(String name) {
            return String.join(",", headers.getOrDefault(name, List.of()));
        }
    }

    /** What is answered; a status of 0 cuts the connection instead. */
    record Told(int status, String body) {
        static final Told CUT = new Told(0, "");
        static final Told MISSING = new Told(404, "\"{\\\"statuscode\\\":404,\\\"message\\\":\\\"NotFound\\\"}\"");
    }

    /** Decides what is answered. */
    @FunctionalInterface
    interface Script {
        Told answer(Seen seen) throws InterruptedException;
    }

    final String label;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private volatile Script script = _ -> new Told(200, "[]");

    RecordingPlant(String label) throws IOException {
        this.label = label;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    RecordingPlant answers(Script next) {
        script = next;
        return this;
    }

    /** Everything but the door's own questions about ids. */
    List<Seen> requests() {
        return seen.stream()
                .filter(s -> !s.header("accept").equals("application/json")
                        || s.headers().containsKey("x-test"))
                .toList();
    }

    List<Seen> all() {
        return List.copyOf(seen);
    }

    void forget() {
        seen.clear();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    Plant peer(Guard... granted) {
        return new Plant(
                label,
                List.of(label + "-part"),
                address(),
                new PlantLink.Peer(tls()),
                Role.ADMIN,
                Set.of(granted),
                true);
    }

    private static javax.net.ssl.SSLContext tls() {
        try {
            return javax.net.ssl.SSLContext.getDefault();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        var headers = new TreeMap<String, List<String>>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values));
        var body = exchange.getRequestBody().readAllBytes();
        var now = new Seen(exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body);
        seen.add(now);
        try {
            send(exchange, script.answer(now));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.close();
        }
    }

    private static void send(HttpExchange exchange, Told told) throws IOException {
        if (told.status() == 0) {
            exchange.close();
            return;
        }
        var bytes = told.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.getResponseHeaders().add("X-Answer", "of the plant");
        exchange.getResponseHeaders().add("Metal-Plant-Caller-Role", "admin");
        exchange.sendResponseHeaders(told.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
