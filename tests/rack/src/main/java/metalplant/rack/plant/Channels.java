package metalplant.rack.plant;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * Connections to the boot service. Unary calls share one; the wait streams, which stay for days, are dealt out over as
 * many as keep each below the number of streams that servers usually allow. Two threads carry them all.
 */
final class Channels implements AutoCloseable {
    private static final int STREAMS_PER_CHANNEL = 100;
    private static final int CHANNELS_MAX = 64;
    private static final int THREADS = 2;
    private static final int MESSAGE_MAX_BYTES = 4 << 20;

    private final String address;
    private final EventLoopGroup threads = new NioEventLoopGroup(THREADS);
    private final ManagedChannel unary;
    private final List<ManagedChannel> waiting = new ArrayList<>();

    Channels(String address, Optional<Pem> tls, int servers) throws SSLException {
        this.address = address;
        var context = tls.isPresent() ? Optional.of(context(tls.get())) : Optional.<SslContext>empty();
        this.unary = open(context);
        int count = Math.clamp((servers + STREAMS_PER_CHANNEL - 1) / STREAMS_PER_CHANNEL, 1, CHANNELS_MAX);
        for (int i = 0; i < count; i++) {
            waiting.add(open(context));
        }
    }

    ManagedChannel unary() {
        return unary;
    }

    ManagedChannel waiting(int serverIndex) {
        return waiting.get(serverIndex % waiting.size());
    }

    /** A connection for one lease only. */
    ManagedChannel open(Pem tls) throws SSLException {
        return open(Optional.of(context(tls)));
    }

    private ManagedChannel open(Optional<SslContext> tls) {
        var builder = NettyChannelBuilder.forTarget(address)
                .eventLoopGroup(threads)
                .channelType(NioSocketChannel.class)
                .directExecutor()
                .maxInboundMessageSize(MESSAGE_MAX_BYTES)
                // As the installer sets them: they belong to what a plant has to stand.
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(1, TimeUnit.SECONDS)
                .keepAliveWithoutCalls(true);
        return (tls.isPresent() ? builder.sslContext(tls.get()) : builder.usePlaintext()).build();
    }

    private static SslContext context(Pem pem) throws SSLException {
        var builder = SslContextBuilder.forClient()
                .keyManager(stream(pem.cert()), stream(pem.key()))
                .trustManager(stream(pem.ca()));
        return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
    }

    private static InputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        unary.shutdownNow();
        waiting.forEach(ManagedChannel::shutdownNow);
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
