package metalplant.server.grpc;

import static java.lang.System.Logger.Level.DEBUG;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;
import metalplant.model.World;

/**
 * All gRPC connections of one listener. To be given to a listener as its only connection selector: clients agree on {@code h2} in
 * the TLS handshake, and nothing else is spoken.
 */
public final class GrpcConnections implements ServerConnectionSelector {
    private static final System.Logger LOG = System.getLogger(GrpcConnections.class.getName());
    private static final long STREAMS_PER_CONNECTION = 4096;
    /** Who has streams is asked every few seconds, so that this much silence means nobody is there. */
    private static final Duration SILENCE_WITH_STREAMS = Duration.ofSeconds(30);

    private static final Duration SILENCE_WITHOUT = Duration.ofMinutes(5);

    private final Map<String, GrpcMethod> methods;
    private final World world;
    private final Executor background;
    private final Set<GrpcConnection> open = ConcurrentHashMap.newKeySet();
    private final Http2Config config = Http2Config.builder()
            .maxConcurrentStreams(STREAMS_PER_CONNECTION)
            // Counted by Resets.
            .maxRapidResets(-1)
            .build();

    /** @param background runs what may block */
    public GrpcConnections(List<GrpcMethod> methods, World world, Executor background) {
        this.methods = methods.stream().collect(Collectors.toUnmodifiableMap(GrpcMethod::path, Function.identity()));
        this.world = world;
        this.background = background;
    }

    @Override
    public int bytesToIdentifyConnection() {
        return 0;
    }

    @Override
    public Support supports(BufferData firstBytes) {
        return Support.UNSUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return Set.of("h2");
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        return new GrpcConnection(this, context, config);
    }

    /** Cuts connections of which nothing is heard any more. To be called every few seconds; does not block. */
    public void sweep() {
        for (var connection : List.copyOf(open)) {
            var bound = connection.hasStreams() ? SILENCE_WITH_STREAMS : SILENCE_WITHOUT;
            if (connection.silence().compareTo(bound) > 0) {
                open.remove(connection);
                background.execute(() -> cut(connection));
            }
        }
    }

    private static void cut(GrpcConnection connection) {
        try {
            connection.cut();
        } catch (RuntimeException e) {
            LOG.log(DEBUG, "connection was gone before it was cut message={0}", e.getMessage());
        }
    }

    /** How many connections there are. */
    public int count() {
        return open.size();
    }

    World world() {
        return world;
    }

    Optional<GrpcMethod> method(String path) {
        return Optional.ofNullable(methods.get(path));
    }

    void opened(GrpcConnection connection) {
        open.add(connection);
    }

    void closed(GrpcConnection connection) {
        open.remove(connection);
    }
}
