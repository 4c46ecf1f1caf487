package metalplant.bootstrap.reach;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import metalplant.model.Problem;

/** Asks the door's health as a client does, over a new connection each time: an old one may outlive what takes new ones. */
final class AskedDoor implements Door {
    private final URI health;
    private final Optional<SSLSocketFactory> trusting;
    private final int patienceMillis;

    /**
     * @param health an address of http or https
     * @param authorities whose certificates are believed, as PEM; empty for those of Java
     * @param patience for connecting, and for the answer
     * @throws Problem BAD_REQUEST if the file holds no certificates
     */
    AskedDoor(URI health, Optional<Path> authorities, Duration patience) {
        this.health = health;
        this.trusting = authorities.map(AskedDoor::trusting);
        this.patienceMillis = Math.toIntExact(patience.toMillis());
    }

    private static SSLSocketFactory trusting(Path file) {
        try (var in = Files.newInputStream(file)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("a" + number++, each);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], trust.getTrustManagers(), new SecureRandom());
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw Problem.bad("%s holds no certificates: %s".formatted(file, e.getMessage()))
                    .because(e);
        }
    }

    @Override
    public String complaint() {
        try {
            var connection = (HttpURLConnection) health.toURL().openConnection();
            try {
                if (connection instanceof HttpsURLConnection secure) {
                    trusting.ifPresent(secure::setSSLSocketFactory);
                }
                connection.setConnectTimeout(patienceMillis);
                connection.setReadTimeout(patienceMillis);
                connection.setRequestProperty("Connection", "close");
                connection.setUseCaches(false);
                int status = connection.getResponseCode();
                return status == HttpURLConnection.HTTP_OK ? "" : "it answers with status " + status;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return "it does not answer: " + e.getMessage();
        }
    }
}
