package metalplant.server.boot;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import metalplant.server.PlantConfig.GrpcTls;
import metalplant.trust.InsistingContext;

/**
 * A TLS context whose every connection, TLS 1.2 at least, needs a client certificate of the plant's authority.
 */
final class MutualTls {
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
    /** Sessions hold the client's certificate; clients that come back after more of them shake hands anew. */
    private static final int SESSIONS_MAX = 512;

    private MutualTls() {}

    static SSLContext of(GrpcTls files) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(own(files), trusted(files), null);
            context.getServerSessionContext().setSessionCacheSize(SESSIONS_MAX);
            return new InsistingContext(context, PROTOCOLS, _ -> {});
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
}
