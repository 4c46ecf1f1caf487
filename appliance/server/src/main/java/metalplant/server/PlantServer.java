package metalplant.server;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.helidon.common.tls.Tls;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import metalplant.door.ProtocolErrors;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import metalplant.model.World;
import metalplant.model.trace.Traces;
import metalplant.router.Router;
import metalplant.server.boot.BootDoorSocket;
import metalplant.server.tls.DoorTls;
import metalplant.server.trace.OtlpTraces;

/** A running plant: the schema is migrated and both doors are open. */
public final class PlantServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PlantServer.class.getName());
    private static final int BACKLOG = 1024;
    private static final String ROUTER = "router";
    private static final String METRICS = "metrics";
    /** With channels a write that fills the socket's buffer is not gone on with (Helidon 4.4.0): a large answer would end early. */
    private static final boolean CHANNELS = false;

    private final WebServer server;
    private final Deque<AutoCloseable> parts;

    private PlantServer(WebServer server, Deque<AutoCloseable> parts) {
        this.server = server;
        this.parts = parts;
    }

    /**
     * Starts everything in the order in which it depends on each other; what was started is stopped again if a later part fails.
     *
     * @throws metalplant.model.Problem DATABASE_UNAVAILABLE
     */
    public static PlantServer start(PlantConfig config) {
        var parts = new ArrayDeque<AutoCloseable>();
        return start(config, traces(config, parts), parts);
    }

    /**
     * The same with an observer in the process.
     *
     * @throws metalplant.model.Problem DATABASE_UNAVAILABLE
     */
    public static PlantServer start(PlantConfig config, Traces traces) {
        return start(config, traces, new ArrayDeque<>());
    }

    private static Traces traces(PlantConfig config, Deque<AutoCloseable> parts) {
        if (config.options().traces().isEmpty()) {
            return Traces.NONE;
        }
        var open = OtlpTraces.open(config.options().traces().get(), config.partitionId(), config.version());
        parts.push(open);
        return open;
    }

    private static PlantServer start(PlantConfig config, Traces traces, Deque<AutoCloseable> parts) {
        try {
            var world = new SystemWorld();
            var wiring = new Wiring(config, world, processStart(world), traces, parts);
            var routing = HttpRouting.builder();
            wiring.borrowed()
                    .ifPresent(each -> each.routing(routing, wiring.rest().base()));
            wiring.sent().ifPresent(each -> each.routing(routing, wiring.rest().base()));
            wiring.rest().routing(routing);
            var builder = WebServer.builder()
                    .host(config.api().getAddress().getHostAddress())
                    .port(config.api().getPort())
                    .backlog(BACKLOG)
                    // Without this a delayed acknowledgement stalls every small answer.
                    .connectionOptions(options -> options.tcpNoDelay(true))
                    .useNio(CHANNELS)
                    .shutdownHook(false)
                    .directHandlers(ProtocolErrors.handlers())
                    .routing(routing);
            wiring.boot().contribute(builder);
            wiring.router()
                    .ifPresent(router -> builder.putSocket(ROUTER, listener(config, router, wiring.routerTls())));
            config.options().metrics().ifPresent(at -> builder.putSocket(METRICS, metrics(at, wiring)));
            var server = builder.build().start();
            parts.push(server::stop);
            requireListening(server);
            wiring.startWork();
            LOG.log(
                    INFO,
                    "plant listens partition={0} api={1} grpc={2}",
                    config.partitionId(),
                    Integer.toString(server.port()),
                    Integer.toString(server.port(BootDoorSocket.NAME)));
            return new PlantServer(server, parts);
        } catch (RuntimeException e) {
            stop(parts);
            throw e;
        }
    }

    /** A server that could not bind one of its ports only logs it, and goes on without any. */
    private static void requireListening(WebServer server) {
        if (!server.isRunning()) {
            throw Problem.refused(
                    "a port cannot be opened: it is taken, or the user of this process may not open it; the log has the reason");
        }
    }

    private static ListenerConfig listener(PlantConfig config, Router router, Optional<DoorTls> tls) {
        var routing = HttpRouting.builder();
        router.routing(routing);
        var listener = ListenerConfig.builder();
        tls.ifPresent(
                each -> listener.tls(Tls.builder().sslContext(each.context()).build()));
        return listener.bindAddress(config.router().orElseThrow())
                .backlog(BACKLOG)
                .connectionOptions(options -> options.tcpNoDelay(true))
                .useNio(CHANNELS)
                .directHandlers(ProtocolErrors.handlers())
                .routing(routing)
                .build();
    }

    private static ListenerConfig metrics(InetSocketAddress listen, Wiring wiring) {
        var routing = HttpRouting.builder();
        wiring.metrics().routing(routing);
        return ListenerConfig.builder()
                .bindAddress(listen)
                .connectionOptions(options -> options.tcpNoDelay(true))
                .useNio(CHANNELS)
                .routing(routing)
                .build();
    }

    /** Where a client on this machine reaches a listener. */
    static URI address(String scheme, InetSocketAddress listen, String path) {
        var host = listen.getAddress();
        var text =
                host.isAnyLocalAddress() ? "127.0.0.1" : host.getHostAddress().replaceFirst("%.*$", "");
        return URI.create(
                "%s://%s:%d%s".formatted(scheme, text.contains(":") ? "[" + text + "]" : text, listen.getPort(), path));
    }

    /**
     * As the clock has it now: the machine may remember another time of it, from before the clock was set. Up to the next whole second,
     * because that is what request dates are cut to.
     */
    private static Instant processStart(World world) {
        var uptime = Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
        return world.now().minus(uptime).plusMillis(999).truncatedTo(ChronoUnit.SECONDS);
    }

    public int apiPort() {
        return server.port();
    }

    public int grpcPort() {
        return server.port(BootDoorSocket.NAME);
    }

    /** Where one address answers for all plants; -1 without a router. */
    public int routerPort() {
        return server.port(ROUTER);
    }

    @Override
    public void close() {
        stop(parts);
    }

    private static void stop(Deque<AutoCloseable> parts) {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.log(WARNING, "a part did not stop cleanly", e);
            }
        }
    }
}
