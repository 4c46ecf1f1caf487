package metalplant.server.grpc;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.http2.Http2Headers;
import io.helidon.http.http2.Http2Ping;
import io.helidon.http.http2.Http2Settings;
import io.helidon.http.http2.Http2StreamState;
import io.helidon.http.http2.Http2StreamWriter;
import io.helidon.http.http2.StreamFlowControl;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2ConnectionSelector;
import io.helidon.webserver.http2.spi.Http2SubProtocolSelector;
import io.helidon.webserver.http2.spi.SubProtocolResult;
import io.helidon.webserver.spi.ServerConnection;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One client's connection: Helidon's HTTP/2, and what it leaves out. When the connection is over, in whatever way, all its streams
 * are told. It is never idle in Helidon's eyes, who would close it under waiting machines; whether the client is still there shows
 * in what it sends, and who has streams is asked with a PING.
 */
final class GrpcConnection implements ServerConnection, Http2SubProtocolSelector {
    private static final Duration PING_EVERY = Duration.ofSeconds(4);

    private final GrpcConnections all;
    private final WatchedContext context;
    private final ServerConnection http2;
    private final Set<GrpcStream> streams = ConcurrentHashMap.newKeySet();
    private final AtomicLong pinged;
    private final Resets resets;
    private volatile boolean over;

    GrpcConnection(GrpcConnections all, ConnectionContext context, Http2Config config) {
        this.all = all;
        this.context = new WatchedContext(context, all.world());
        this.resets = new Resets(all.world());
        this.pinged = new AtomicLong(all.world().nanos() - PING_EVERY.toNanos());
        this.http2 = Http2ConnectionSelector.builder()
                .http2Config(config)
                .addSubProtocolSelector(this)
                .build()
                .connection(this.context);
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        all.opened(this);
        try {
            http2.handle(limit);
        } catch (UncheckedIOException e) {
            // Clients that vanish are daily business; Helidon would warn of each with a stack trace.
            throw new CloseConnectionException("connection lost", e);
        } finally {
            over = true;
            all.closed(this);
            streams.forEach(GrpcStream::abandon);
        }
    }

    @Override
    public Duration idleTime() {
        return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
        http2.close(interrupt);
    }

    @Override
    public SubProtocolResult subProtocol(
            ConnectionContext ctx,
            HttpPrologue prologue,
            Http2Headers headers,
            Http2StreamWriter writer,
            int streamId,
            Http2Settings serverSettings,
            Http2Settings clientSettings,
            StreamFlowControl flow,
            Http2StreamState state,
            Router router) {
        var contentType = headers.httpHeaders().first(HeaderNames.CONTENT_TYPE);
        if (!prologue.method().equals(Method.POST)
                || contentType
                        .filter(type -> type.startsWith("application/grpc"))
                        .isEmpty()) {
            return NOT_SUPPORTED;
        }
        var method = all.method(prologue.uriPath().rawPath());
        return new SubProtocolResult(true, new GrpcStream(this, method, writer, streamId, flow));
    }

    void started(GrpcStream stream) {
        streams.add(stream);
        if (over) {
            stream.abandon();
        }
    }

    void ended(GrpcStream stream) {
        streams.remove(stream);
    }

    /** The client took a call back. For the thread that reads. */
    void reset() {
        resets.another();
    }

    boolean hasStreams() {
        return !streams.isEmpty();
    }

    /** How long nothing came from the client. */
    Duration silence() {
        return context.silence();
    }

    /** Ends the connection under its reader. May block. */
    void cut() {
        context.serverSocket().close();
    }

    Optional<X509Certificate> peer() {
        return context.remotePeer()
                .tlsCertificates()
                .map(chain -> List.of(chain).getFirst())
                .filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast);
    }

    /** One PING for all streams of a beat. */
    void ping(Http2StreamWriter writer) {
        long now = all.world().nanos();
        long last = pinged.get();
        if (now - last >= PING_EVERY.toNanos() && pinged.compareAndSet(last, now)) {
            writer.write(Http2Ping.create().toFrameData());
        }
    }
}
