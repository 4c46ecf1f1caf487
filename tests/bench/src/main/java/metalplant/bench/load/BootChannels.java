package metalplant.bench.load;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import metalplant.bench.plant.PlantStatus;

/** Few connections for all servers: wait streams are dealt out over some, calls over others, one thread carries them all. */
public final class BootChannels implements AutoCloseable {
    private static final int WAITING = 8;
    private static final int CALLING = 8;

    private final EventLoopGroup threads = new NioEventLoopGroup(1);
    private final List<ManagedChannel> waiting = new ArrayList<>();
    private final List<ManagedChannel> calling = new ArrayList<>();

    public BootChannels(PlantStatus plant) throws SSLException {
        var tls = GrpcSslContexts.forClient()
                .keyManager(
                        Path.of(plant.grpcCert()).toFile(),
                        Path.of(plant.grpcKey()).toFile())
                .trustManager(Path.of(plant.grpcCa()).toFile())
                .build();
        for (int i = 0; i < WAITING; i++) {
            waiting.add(open(plant.grpcAddress(), tls));
        }
        for (int i = 0; i < CALLING; i++) {
            calling.add(open(plant.grpcAddress(), tls));
        }
    }

    private ManagedChannel open(String address, SslContext tls) {
        return NettyChannelBuilder.forTarget(address)
                .eventLoopGroup(threads)
                .channelType(NioSocketChannel.class)
                .directExecutor()
                .sslContext(tls)
                .build();
    }

    /** For the wait stream of a server. */
    ManagedChannel waiting(int server) {
        return waiting.get(server % waiting.size());
    }

    /** For the calls of a client. */
    public ManagedChannel calling(int client) {
        return calling.get(client % calling.size());
    }

    @Override
    public void close() {
        waiting.forEach(ManagedChannel::shutdownNow);
        calling.forEach(ManagedChannel::shutdownNow);
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
