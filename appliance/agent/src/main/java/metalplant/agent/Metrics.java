package metalplant.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import metalplant.model.Problem;

/** Counters for Prometheus: metal-core's own one, and what else there is to watch. */
public final class Metrics implements AutoCloseable {
    private final Map<String, Long> values = new TreeMap<>();
    private final HttpServer server;

    /** @param port 0 for any */
    public Metrics(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(port), 0);
        } catch (IOException e) {
            throw Problem.refused("port %d for metrics cannot be opened: %s".formatted(port, e.getMessage()))
                    .because(e);
        }
        server.createContext("/metrics", exchange -> {
            var text = text().getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, text.length);
            try (exchange) {
                exchange.getResponseBody().write(text);
            }
        });
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** One more failure of a call or a step. */
    void failed(String operation) {
        synchronized (values) {
            values.merge("metal_core_total_errors{operation=\"%s\"}".formatted(operation), 1L, Long::sum);
        }
    }

    /** What is so now. */
    void set(String name, long value) {
        synchronized (values) {
            values.put("metal_core_" + name, value);
        }
    }

    /** One more of these. */
    void count(String name) {
        synchronized (values) {
            values.merge("metal_core_" + name, 1L, Long::sum);
        }
    }

    String text() {
        var text = new StringBuilder();
        synchronized (values) {
            values.forEach(
                    (name, value) -> text.append(name).append(' ').append(value).append('\n'));
        }
        return text.toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
