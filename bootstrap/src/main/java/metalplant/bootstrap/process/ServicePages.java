package metalplant.bootstrap.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Three pages of a small service, for its health check and for people on the box: {@code /health}, {@code /status}, {@code /metrics}. */
public final class ServicePages implements AutoCloseable {
    private static final int BACKLOG = 16;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private ServicePages(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
    }

    /**
     * Listens.
     *
     * @param at on loopback: nobody logs in
     * @param status JSON
     * @param metrics in the text form of Prometheus
     */
    public static ServicePages start(InetSocketAddress at, Supplier<String> status, Supplier<String> metrics) {
        try {
            var server = HttpServer.create(at, BACKLOG);
            server.createContext("/health", exchange -> send(exchange, "text/plain", "healthy\n"));
            server.createContext("/status", exchange -> send(exchange, "application/json", status.get()));
            server.createContext("/metrics", exchange -> send(exchange, "text/plain; version=0.0.4", metrics.get()));
            var pages = new ServicePages(server);
            server.start();
            return pages;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on %s: %s".formatted(at, e.getMessage()), e);
        }
    }

    private static void send(HttpExchange exchange, String type, String text) throws IOException {
        try (exchange) {
            var body = text.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** One figure. */
    public static String metric(String name, String type, long value) {
        return "# TYPE %1$s %2$s%n%1$s %3$d%n".formatted(name, type, value);
    }

    /** One figure for each value of a label; names and values are words of ours. */
    public static String metric(String name, String type, String label, Map<String, Long> values) {
        return values.entrySet().stream()
                .map(each -> "%s{%s=\"%s\"} %d%n".formatted(name, label, each.getKey(), each.getValue()))
                .collect(Collectors.joining("", "# TYPE %s %s%n".formatted(name, type), ""));
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
