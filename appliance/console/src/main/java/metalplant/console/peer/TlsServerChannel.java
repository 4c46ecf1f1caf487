package metalplant.console.peer;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Accepts TLS connections and gives them on when their handshake, with a certificate, is over. Handshakes are bounded in number and time. */
final class TlsServerChannel extends AsynchronousServerSocketChannel {
    private static final System.Logger LOG = System.getLogger(TlsServerChannel.class.getName());
    private static final int HANDSHAKES_MAX = 32;
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    private final SSLContext context;
    private final BiConsumer<SSLSocket, TlsChannel> shaken;
    private final ServerSocket listener;
    private final Semaphore handshakes = new Semaphore(HANDSHAKES_MAX);
    private final BlockingQueue<TlsChannel> ready = new ArrayBlockingQueue<>(HANDSHAKES_MAX);
    private volatile boolean closed;

    /** @param shaken is told of each before the library knows it; throws to refuse it */
    TlsServerChannel(SSLContext context, BiConsumer<SSLSocket, TlsChannel> shaken) throws IOException {
        super(AsynchronousChannelProvider.provider());
        this.context = context;
        this.shaken = shaken;
        this.listener = new ServerSocket();
    }

    @Override
    public AsynchronousServerSocketChannel bind(@Nullable SocketAddress local, int backlog) throws IOException {
        listener.setReuseAddress(true);
        listener.bind(local, backlog);
        Thread.ofVirtual().name("console tls accept").start(this::run);
        return this;
    }

    private void run() {
        while (!closed) {
            try {
                handshakes.acquire();
                var accepted = listener.accept();
                Thread.ofVirtual().name("console tls handshake").start(() -> {
                    try {
                        shake(accepted);
                    } finally {
                        handshakes.release();
                    }
                });
            } catch (SocketException e) {
                handshakes.release();
                if (!closed) {
                    LOG.log(DEBUG, "connection was not accepted", e);
                }
            } catch (IOException e) {
                handshakes.release();
                LOG.log(DEBUG, "connection was not accepted", e);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private void shake(Socket accepted) {
        try {
            accepted.setSoTimeout((int) HANDSHAKE.toMillis());
            accepted.setTcpNoDelay(true);
            var secured = (SSLSocket) context.getSocketFactory().createSocket(accepted, null, true);
            secured.setUseClientMode(false);
            secured.setNeedClientAuth(true);
            secured.setEnabledProtocols(new String[] {PeerTrust.PROTOCOL});
            secured.startHandshake();
            secured.setSoTimeout(0);
            var channel = new TlsChannel(context, secured);
            shaken.accept(secured, channel);
            ready.put(channel);
        } catch (IOException | RuntimeException e) {
            LOG.log(DEBUG, "another console is not let in: {0}", e.getMessage());
            close(accepted);
        } catch (InterruptedException _) {
            close(accepted);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // Closed is what it should be.
        }
    }

    @Override
    public <A> void accept(A attachment, CompletionHandler<AsynchronousSocketChannel, ? super A> handler) {
        Thread.ofVirtual().name("console tls ready").start(() -> {
            TlsChannel channel = null;
            try {
                while (channel == null && !closed) {
                    channel = ready.poll(1, java.util.concurrent.TimeUnit.SECONDS);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            if (channel == null) {
                handler.failed(new AsynchronousCloseException(), attachment);
            } else {
                handler.completed(channel, attachment);
            }
        });
    }

    @Override
    public Future<AsynchronousSocketChannel> accept() {
        throw new UnsupportedOperationException("the library accepts with a handler");
    }

    @Override
    public <T> AsynchronousServerSocketChannel setOption(SocketOption<T> name, T value) {
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) {
        throw new UnsupportedOperationException(name.name());
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return Set.of();
    }

    @Override
    public SocketAddress getLocalAddress() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        listener.close();
    }
}
