package metalplant.imagestore.http;

import static java.lang.System.Logger.Level.INFO;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import metalplant.imagestore.ImageFiles;
import metalplant.imagestore.ImageName;
import metalplant.model.Problem;

/**
 * Serves the files of a store: GET and HEAD, one range, ETags, {@code NAME.md5} and {@code NAME.sha256}, {@code /health} and
 * {@code /metrics}. Files go by sendfile; no byte of them passes through this process, except over TLS.
 */
public final class ImageServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ImageServer.class.getName());
    private static final int LINE_MAX = 2_048;
    private static final int HEADERS_MAX = 8_192;
    private static final int LOOPS = 2;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(LOOPS, NioIoHandler.newFactory());
    private final ExecutorService disk = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger open = new AtomicInteger();
    private final Meter meter = new Meter();
    private final ServerConfig config;
    private final Served served;
    private final List<Channel> listeners = new ArrayList<>();

    /**
     * What is served.
     *
     * @param misses what to say about a name that is not in {@code files}
     * @param metrics lines for {@code /metrics} beside the server's own
     */
    public record Served(ImageFiles files, Function<ImageName, Miss> misses, Supplier<String> metrics) {}

    private ImageServer(ServerConfig config, Served served) {
        this.config = config;
        this.served = served;
    }

    /**
     * Starts to serve.
     *
     * @throws Problem RULE_VIOLATED if a port cannot be opened
     */
    public static ImageServer start(ServerConfig config, Served served) {
        var server = new ImageServer(config, served);
        try {
            server.listen(config.http(), null);
            if (config.tls().isPresent()) {
                var tls = config.tls().get();
                server.listen(
                        tls.address(),
                        SslContextBuilder.forServer(
                                        tls.certificate().toFile(), tls.key().toFile())
                                .sslProvider(SslProvider.JDK)
                                .protocols("TLSv1.3", "TLSv1.2")
                                .build());
            }
            return server;
        } catch (SSLException | IllegalArgumentException e) {
            server.close();
            throw Problem.refused("images cannot be served over TLS: " + e.getMessage())
                    .because(e);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void listen(InetSocketAddress address, @org.jspecify.annotations.Nullable SslContext tls) {
        var bound = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1_024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel, tls);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw Problem.refused("images cannot be served on %s: %s"
                    .formatted(address, bound.cause().getMessage()));
        }
        listeners.add(bound.channel());
        LOG.log(INFO, "images served address={0} tls={1}", bound.channel().localAddress(), tls != null);
    }

    private void accept(SocketChannel channel, @org.jspecify.annotations.Nullable SslContext tls) {
        if (open.incrementAndGet() > config.connectionsMax()) {
            open.decrementAndGet();
            meter.refusedConnections.increment();
            channel.close();
            return;
        }
        meter.connections.increment();
        channel.closeFuture().addListener(_ -> open.decrementAndGet());
        var pipeline = channel.pipeline();
        if (tls != null) {
            pipeline.addLast(tls.newHandler(channel.alloc()));
        }
        pipeline.addLast(new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(LINE_MAX)
                        .setMaxHeaderSize(HEADERS_MAX)
                        .setMaxChunkSize(HEADERS_MAX)))
                // Counts bytes that leave, too: a slow reader is fine, one that reads nothing is not.
                .addLast(new IdleStateHandler(true, 0, 0, config.silence().toMillis(), TimeUnit.MILLISECONDS))
                .addLast(new FlowControlHandler())
                .addLast(new ChunkedWriteHandler())
                .addLast(new ImageHandler(served, disk, meter, tls != null));
        channel.config().setAutoRead(false);
    }

    /** Where the plain listener is. */
    public int port() {
        return ((InetSocketAddress) listeners.getFirst().localAddress()).getPort();
    }

    /** Where the TLS listener is. */
    public int tlsPort() {
        return ((InetSocketAddress) listeners.getLast().localAddress()).getPort();
    }

    @Override
    public void close() {
        listeners.forEach(each -> each.close().awaitUninterruptibly());
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        disk.shutdownNow();
    }
}
