package metalplant.server;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import metalplant.door.ProtocolErrors;
import metalplant.model.SystemWorld;
import metalplant.server.boot.BootDoorSocket;
import metalplant.server.peer.PeerDoor;
import metalplant.server.peer.PeerDoorConfig;

/** A running plant: the schema is migrated and both doors are open. */
public final class PlantServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PlantServer.class.getName());
    private static final int BACKLOG = 1024;

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
        return start(config, Optional.empty());
    }

    /**
     * The same, with a door for other plants beside it.
     *
     * @throws metalplant.model.Problem DATABASE_UNAVAILABLE
     */
    public static PlantServer start(PlantConfig config, Optional<PeerDoorConfig> peers) {
        var parts = new ArrayDeque<AutoCloseable>();
        try {
            var wiring = new Wiring(config, new SystemWorld(), processStart(), parts);
            var routing = HttpRouting.builder();
            wiring.rest().routing(routing);
            var builder = WebServer.builder()
                    .host(config.api().getAddress().getHostAddress())
                    .port(config.api().getPort())
                    .backlog(BACKLOG)
                    // Without this a delayed acknowledgement stalls every small answer.
                    .connectionOptions(options -> options.tcpNoDelay(true))
                    .shutdownHook(false)
                    .directHandlers(ProtocolErrors.handlers())
                    .routing(routing);
            wiring.boot().contribute(builder);
            peers.ifPresent(peer -> new PeerDoor(peer, wiring.rest()).contribute(builder));
            var server = builder.build().start();
            parts.push(server::stop);
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

    /** Up to the next whole second, because that is what request dates are cut to. */
    private static Instant processStart() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .orElse(Instant.EPOCH)
                .plusMillis(999)
                .truncatedTo(ChronoUnit.SECONDS);
    }

    public int apiPort() {
        return server.port();
    }

    public int grpcPort() {
        return server.port(BootDoorSocket.NAME);
    }

    /** Where the doors of other plants come in; only if there is such a door. */
    public int peerPort() {
        return server.port(PeerDoor.SOCKET);
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
