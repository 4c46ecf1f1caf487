package metalplant.server.grpc;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import metalplant.model.World;
import org.jspecify.annotations.Nullable;

/** A connection's context that remembers when something was last heard. Nothing may have been read from the connection before. */
final class WatchedContext implements ConnectionContext {
    private final ConnectionContext context;
    private final World world;
    private final DataReader reader;
    private volatile long heard;

    WatchedContext(ConnectionContext context, World world) {
        this.context = context;
        this.world = world;
        this.heard = world.nanos();
        this.reader = DataReader.create(this::read);
    }

    /** Null is the end, which is what Helidon's reader expects. */
    private byte @Nullable [] read() {
        try {
            var bytes = context.serverSocket().get();
            heard = world.nanos();
            return bytes;
        } catch (UncheckedIOException e) {
            throw new CloseConnectionException("connection lost", e);
        }
    }

    Duration silence() {
        return Duration.ofNanos(world.nanos() - heard);
    }

    @Override
    public DataReader dataReader() {
        return reader;
    }

    @Override
    public ListenerContext listenerContext() {
        return context.listenerContext();
    }

    @Override
    public ExecutorService executor() {
        return context.executor();
    }

    @Override
    public DataWriter dataWriter() {
        return context.dataWriter();
    }

    @Override
    public Router router() {
        return context.router();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
        return context.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
        return context.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
        return context.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
        return context.localPeer();
    }

    @Override
    public boolean isSecure() {
        return context.isSecure();
    }

    @Override
    public String socketId() {
        return context.socketId();
    }

    @Override
    public String childSocketId() {
        return context.childSocketId();
    }
}
