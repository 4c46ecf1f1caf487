package metalplant.console.peer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A TLS connection in the shape in which the SSH library wants its connections. Each read and each write waits on a virtual thread of its own;
 * the library has one of either under way at most.
 */
final class TlsChannel extends AsynchronousSocketChannel {
    private final SSLContext context;
    private final Duration patience;
    private volatile @Nullable SSLSocket socket;
    private volatile boolean closed;

    /** To be connected. */
    TlsChannel(SSLContext context, Duration patience) {
        super(AsynchronousChannelProvider.provider());
        this.context = context;
        this.patience = patience;
    }

    /** Accepted and past its handshake. */
    TlsChannel(SSLContext context, SSLSocket socket) {
        this(context, Duration.ZERO);
        this.socket = socket;
    }

    private SSLSocket socket() throws IOException {
        var here = socket;
        if (here == null || closed) {
            throw new ClosedChannelException();
        }
        return here;
    }

    /** The certificate of the other side; its handshake is over. */
    java.security.cert.Certificate[] peer() throws IOException {
        return socket().getSession().getPeerCertificates();
    }

    @Override
    public Future<Void> connect(SocketAddress remote) {
        var done = new CompletableFuture<Void>();
        Thread.ofVirtual().name("console tls").start(() -> {
            try {
                connected((InetSocketAddress) remote);
                done.complete(null);
            } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private void connected(InetSocketAddress remote) throws IOException {
        int millis = (int) patience.toMillis();
        var plain = new java.net.Socket();
        try {
            plain.connect(remote, millis);
            plain.setSoTimeout(millis);
            var secured = (SSLSocket) context.getSocketFactory()
                    .createSocket(plain, remote.getAddress().getHostAddress(), remote.getPort(), true);
            secured.setEnabledProtocols(new String[] {PeerTrust.PROTOCOL});
            secured.startHandshake();
            secured.setSoTimeout(0);
            secured.setTcpNoDelay(true);
            socket = secured;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
        if (closed) {
            socket().close();
        }
    }

    @Override
    public <A> void connect(SocketAddress remote, A attachment, CompletionHandler<Void, ? super A> handler) {
        throw new UnsupportedOperationException("the library waits for a future");
    }

    @Override
    public <A> void read(
            ByteBuffer to, long timeout, TimeUnit unit, A attachment, CompletionHandler<Integer, ? super A> handler) {
        run("console tls read", attachment, handler, () -> {
            var bytes = new byte[to.remaining()];
            int length = socket().getInputStream().read(bytes);
            if (length > 0) {
                to.put(bytes, 0, length);
            }
            return length;
        });
    }

    @Override
    public <A> void write(
            ByteBuffer from, long timeout, TimeUnit unit, A attachment, CompletionHandler<Integer, ? super A> handler) {
        run("console tls write", attachment, handler, () -> {
            var bytes = new byte[from.remaining()];
            from.get(bytes);
            socket().getOutputStream().write(bytes);
            return bytes.length;
        });
    }

    /** One read or write. */
    private interface Transfer {
        int run() throws IOException;
    }

    private static <A> void run(
            String name, A attachment, CompletionHandler<Integer, ? super A> handler, Transfer transfer) {
        Thread.ofVirtual().name(name).start(() -> {
            int length;
            try {
                length = transfer.run();
            } catch (IOException | RuntimeException e) {
                handler.failed(e, attachment);
                return;
            }
            handler.completed(length, attachment);
        });
    }

    @Override
    public <A> void read(
            ByteBuffer[] to,
            int offset,
            int length,
            long timeout,
            TimeUnit unit,
            A attachment,
            CompletionHandler<Long, ? super A> handler) {
        throw new UnsupportedOperationException("the library reads into one buffer");
    }

    @Override
    public <A> void write(
            ByteBuffer[] from,
            int offset,
            int length,
            long timeout,
            TimeUnit unit,
            A attachment,
            CompletionHandler<Long, ? super A> handler) {
        throw new UnsupportedOperationException("the library writes one buffer");
    }

    @Override
    public Future<Integer> read(ByteBuffer to) {
        throw new UnsupportedOperationException("the library reads with a handler");
    }

    @Override
    public Future<Integer> write(ByteBuffer from) {
        throw new UnsupportedOperationException("the library writes with a handler");
    }

    @Override
    public AsynchronousSocketChannel bind(@Nullable SocketAddress local) {
        return this;
    }

    @Override
    public <T> AsynchronousSocketChannel setOption(SocketOption<T> name, T value) {
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) {
        throw new UnsupportedOperationException(name.name());
    }

    /** They are those of the socket below, which has what it needs. */
    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return Set.of();
    }

    /** TLS has no halves of this kind that both sides would keep open. */
    @Override
    public AsynchronousSocketChannel shutdownInput() {
        return this;
    }

    @Override
    public AsynchronousSocketChannel shutdownOutput() {
        return this;
    }

    @Override
    public SocketAddress getRemoteAddress() throws IOException {
        return socket().getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalAddress() throws IOException {
        return socket().getLocalSocketAddress();
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    /** Beside the caller: a polite end of TLS waits for a peer that does not read. */
    @Override
    public void close() {
        closed = true;
        var here = socket;
        if (here != null) {
            Thread.ofVirtual().name("console tls end").start(() -> {
                try {
                    here.close();
                } catch (IOException _) {
                    // Closed is what it should be.
                }
            });
        }
    }
}
