package metalplant.server.boot;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import metalplant.server.PlantConfig.GrpcTls;
import org.jspecify.annotations.Nullable;

/**
 * A TLS context whose every connection, TLS 1.2 at least, needs a client certificate of the plant's authority.
 *
 * <p>Helidon 4.4.0 applies its client-authentication setting to channels only; on the plain sockets that the boot door uses, to
 * spare memory, it asks nobody for a certificate. So the context itself insists.
 */
final class MutualTls extends SSLContext {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    /** Sessions hold the client's certificate; clients that come back after more of them shake hands anew. */
    private static final int SESSIONS_MAX = 512;

    private MutualTls(SSLContext context) {
        super(new Insisting(context), context.getProvider(), context.getProtocol());
    }

    static SSLContext of(GrpcTls files) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(own(files), trusted(files), null);
            context.getServerSessionContext().setSessionCacheSize(SESSIONS_MAX);
            return new MutualTls(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the certificates of the boot listener do not fit together", e);
        }
    }

    private static KeyManager[] own(GrpcTls files) throws GeneralSecurityException, IOException {
        var store = emptyStore();
        var chain = PemFiles.certificates(files.serverCert()).toArray(Certificate[]::new);
        store.setKeyEntry("own", PemFiles.key(files.serverKey()), new char[0], chain);
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    private static TrustManager[] trusted(GrpcTls files) throws GeneralSecurityException, IOException {
        var store = emptyStore();
        int number = 0;
        for (var authority : PemFiles.certificates(files.caCert())) {
            store.setCertificateEntry("authority-" + number++, authority);
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static final class Insisting extends SSLContextSpi {
        private final SSLContext context;

        Insisting(SSLContext context) {
            this.context = context;
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("this context is ready");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return new ServerSockets(context.getSocketFactory());
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

        private static SSLEngine insist(SSLEngine engine) {
            engine.setUseClientMode(false);
            engine.setNeedClientAuth(true);
            engine.setEnabledProtocols(PROTOCOLS);
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
            return insist(context.getDefaultSSLParameters());
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return context.getSupportedSSLParameters();
        }

        private static SSLParameters insist(SSLParameters parameters) {
            parameters.setNeedClientAuth(true);
            parameters.setProtocols(PROTOCOLS);
            return parameters;
        }
    }

    /** Secures accepted connections and makes no others. */
    private static final class ServerSockets extends SSLSocketFactory {
        private final SSLSocketFactory factory;

        ServerSockets(SSLSocketFactory factory) {
            this.factory = factory;
        }

        @Override
        public Socket createSocket(Socket accepted, @Nullable InputStream consumed, boolean autoClose)
                throws IOException {
            var socket = (SSLSocket) factory.createSocket(accepted, consumed, autoClose);
            socket.setUseClientMode(false);
            socket.setNeedClientAuth(true);
            socket.setEnabledProtocols(PROTOCOLS);
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
            return new IOException("this context is for servers");
        }
    }
}
