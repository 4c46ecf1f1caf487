package metalplant.server.boot;

import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServerConfig;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import metalplant.model.World;
import metalplant.server.PlantConfig;
import metalplant.server.grpc.GrpcConnections;

/**
 * The listener for booting servers. {@link #contribute} adds it to a server that is being built, {@link #open} starts what beats for
 * its streams, and {@link #close}, before the server stops, tells the streams and clears the waiting machines.
 */
public final class BootDoor implements AutoCloseable {
    private final PlantConfig config;
    private final BootUseCases use;
    private final GrpcConnections connections;

    /** @param background runs what may block; unbounded, as by a virtual thread per task */
    public BootDoor(PlantConfig config, BootUseCases use, World world, Executor background) {
        this.config = config;
        this.use = use;
        var methods = Stream.of(
                        new BootService(use).methods(),
                        new EventService(use.events(), use.leases()).methods(),
                        new LendingService(use.leases()).methods())
                .flatMap(List::stream)
                .toList();
        this.connections = new GrpcConnections(methods, world, background);
    }

    /** Adds the listener {@link BootDoorSocket#NAME}. */
    public void contribute(WebServerConfig.Builder builder) {
        builder.putSocket(
                BootDoorSocket.NAME,
                ListenerConfig.builder()
                        .bindAddress(config.grpc())
                        .tls(Tls.builder()
                                .sslContext(MutualTls.of(config.grpcTls()))
                                .clientAuth(TlsClientAuth.REQUIRED)
                                .build())
                        .connectionOptions(options -> options.tcpNoDelay(true))
                        // With channels each TLS connection would hold 66 KB of buffers from its first byte on.
                        .useNio(false)
                        .protocolsDiscoverServices(false)
                        .addConnectionSelector(connections)
                        .build());
    }

    /** Begins to beat; the database must be there. */
    public void open() {
        use.waits().start(connections::sweep);
    }

    /** How many clients are connected. */
    public int connections() {
        return connections.count();
    }

    @Override
    public void close() {
        use.waits().close();
    }
}
