package metalplant.trust;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A context for listeners whose every connection demands a certificate, whatever the server that uses it forgets to ask for: Helidon
 * 4.4.0 applies its setting to channels only, and asks nobody on plain sockets.
 */
public final class InsistingContext extends SSLContext {
    /**
     * Makes one.
     *
     * @param context ready, with keys and trust
     * @param protocols no others are spoken
     * @param accepted sees each socket before its handshake
     */
    public InsistingContext(SSLContext context, List<String> protocols, Consumer<SSLSocket> accepted) {
        super(
                new Insisting(context, protocols.toArray(String[]::new), accepted),
                context.getProvider(),
                context.getProtocol());
    }

    private static final class Insisting extends SSLContextSpi {
        private final SSLContext context;
        private final String[] protocols;
        private final Consumer<SSLSocket> accepted;

        Insisting(SSLContext context, String[] protocols, Consumer<SSLSocket> accepted) {
            this.context = context;
            this.protocols = protocols;
            this.accepted = accepted;
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("this context is ready");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return new Accepted(context.getSocketFactory(), protocols, accepted);
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            // Helidon asks for it and does not use it: connections are accepted before they are secured.
            return context.getServerSocketFactory();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return insist(context.createSSLEngine());
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return insist(context.createSSLEngine(host, port));
        }

        private SSLEngine insist(SSLEngine engine) {
            engine.setUseClientMode(false);
            engine.setNeedClientAuth(true);
            engine.setEnabledProtocols(protocols);
            return engine;
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return context.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return context.getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            var parameters = context.getDefaultSSLParameters();
            parameters.setNeedClientAuth(true);
            parameters.setProtocols(protocols);
            return parameters;
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return context.getSupportedSSLParameters();
        }
    }

    /** Secures accepted connections and makes no others. */
    private static final class Accepted extends SSLSocketFactory {
        private final SSLSocketFactory factory;
        private final String[] protocols;
        private final Consumer<SSLSocket> look;

        Accepted(SSLSocketFactory factory, String[] protocols, Consumer<SSLSocket> look) {
            this.factory = factory;
            this.protocols = protocols;
            this.look = look;
        }

        @Override
        public Socket createSocket(Socket accepted, @Nullable InputStream consumed, boolean autoClose)
                throws IOException {
            var socket = (SSLSocket) factory.createSocket(accepted, consumed, autoClose);
            socket.setUseClientMode(false);
            socket.setNeedClientAuth(true);
            socket.setEnabledProtocols(protocols);
            look.accept(socket);
            return socket;
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return factory.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return factory.getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
            throw noClient();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            throw noClient();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
            throw noClient();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            throw noClient();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
            throw noClient();
        }

        private static IOException noClient() {
            return new IOException("this context is for listeners");
        }
    }
}
