package metalplant.console.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.nio2.Nio2Acceptor;
import org.apache.sshd.common.io.nio2.Nio2Connector;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactory;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.util.threads.NoCloseExecutor;

/** The SSH library's network with TLS below it. */
final class TlsNetwork extends Nio2ServiceFactoryFactory implements AutoCloseable {
    private final ExecutorService threads;
    private final Function<SocketAddress, SSLContext> contexts;
    private final AsynchronousChannelGroup group;
    private final Duration patience;
    private final BiConsumer<SSLSocket, TlsChannel> shaken;

    /**
     * Makes one.
     *
     * @param contexts for each address that is called or listened at
     * @param patience for a connection that is made, and again for its handshake
     * @param shaken is told of each connection that came in; throws to refuse it
     */
    TlsNetwork(
            ExecutorService threads,
            Function<SocketAddress, SSLContext> contexts,
            Duration patience,
            BiConsumer<SSLSocket, TlsChannel> shaken) {
        super(() -> new NoCloseExecutor(threads));
        this.threads = threads;
        this.contexts = contexts;
        this.patience = patience;
        this.shaken = shaken;
        try {
            // The library wants one; nothing of ours runs in it.
            this.group = AsynchronousChannelGroup.withThreadPool(new NoCloseExecutor(threads));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            group.shutdownNow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public org.apache.sshd.common.io.IoServiceFactory create(FactoryManager manager) {
        return new Services(manager);
    }

    private final class Services extends Nio2ServiceFactory {
        Services(FactoryManager manager) {
            super(manager, new NoCloseExecutor(threads), new NoCloseExecutor(threads));
        }

        @Override
        public IoAcceptor createAcceptor(IoHandler handler) {
            return autowireCreatedService(new Acceptor(this, getFactoryManager(), handler));
        }

        @Override
        public IoConnector createConnector(IoHandler handler) {
            return autowireCreatedService(new Connector(this, getFactoryManager(), handler));
        }
    }

    private final class Acceptor extends Nio2Acceptor {
        Acceptor(Services services, FactoryManager manager, IoHandler handler) {
            super(services, manager, handler, group, new NoCloseExecutor(threads));
        }

        @Override
        protected AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
                SocketAddress address, AsynchronousChannelGroup group) throws IOException {
            return new TlsServerChannel(contexts.apply(address), shaken);
        }
    }

    private final class Connector extends Nio2Connector {
        Connector(Services services, FactoryManager manager, IoHandler handler) {
            super(services, manager, handler, group, new NoCloseExecutor(threads));
        }

        @Override
        protected AsynchronousSocketChannel openAsynchronousSocketChannel(
                SocketAddress address, AsynchronousChannelGroup group) {
            return new TlsChannel(contexts.apply(address), patience);
        }
    }
}
