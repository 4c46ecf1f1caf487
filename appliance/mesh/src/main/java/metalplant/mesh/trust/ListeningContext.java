package metalplant.mesh.trust;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import javax.net.ssl.HandshakeCompletedEvent;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A context whose every connection demands a certificate, whatever the server that uses it forgets to ask for (Helidon 4.4.0 asks
 * on channels only). Sockets are looked at again after the handshake: one that TLS resumed passed no trust manager.
 */
final class ListeningContext extends SSLContext {
    ListeningContext(SSLContext context, Connections connections) {
        super(new Insisting(context, connections), context.getProvider(), context.getProtocol());
    }

    private static final class Insisting extends SSLContextSpi {
        private final SSLContext context;
        private final Connections connections;

        Insisting(SSLContext context, Connections connections) {
            this.context = context;
            this.connections = connections;
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("this context is ready");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return new Accepted(context.getSocketFactory(), connections);
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
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

        private static SSLEngine insist(SSLEngine engine) {
            engine.setUseClientMode(false);
            engine.setNeedClientAuth(true);
            engine.setEnabledProtocols(new String[] {MeshTls.PROTOCOL});
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
            parameters.setProtocols(new String[] {MeshTls.PROTOCOL});
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
        private final Connections connections;

        Accepted(SSLSocketFactory factory, Connections connections) {
            this.factory = factory;
            this.connections = connections;
        }

        @Override
        public Socket createSocket(Socket accepted, @Nullable InputStream consumed, boolean autoClose)
                throws IOException {
            var socket = (SSLSocket) factory.createSocket(accepted, consumed, autoClose);
            socket.setUseClientMode(false);
            socket.setNeedClientAuth(true);
            socket.setEnabledProtocols(new String[] {MeshTls.PROTOCOL});
            socket.addHandshakeCompletedListener(this::look);
            return socket;
        }

        private void look(HandshakeCompletedEvent event) {
            try {
                connections.admit(event.getPeerCertificates(), event.getSocket());
            } catch (CertificateException | SSLPeerUnverifiedException _) {
                Connections.close(event.getSocket());
            }
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
