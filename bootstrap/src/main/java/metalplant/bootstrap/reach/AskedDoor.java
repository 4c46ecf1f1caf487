package metalplant.bootstrap.reach;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import metalplant.model.Problem;
import metalplant.model.ip.IpAddress;

/** Asks the door's health as a client does, over a new connection each time: an old one may outlive what takes new ones. */
final class AskedDoor implements Door {
    private final URI health;
    private final Consumer<HttpsURLConnection> trust;
    private final int patienceMillis;

    /**
     * @param health an address of http or https
     * @param authorities whose certificates are believed, as PEM; empty for those of Java
     * @param patience for connecting, and for the answer
     * @throws Problem BAD_REQUEST if the file holds no certificates
     */
    AskedDoor(URI health, Optional<Path> authorities, Duration patience) {
        this(
                health,
                authorities
                        .map(AskedDoor::trusting)
                        .<Consumer<HttpsURLConnection>>map(each -> secure -> secure.setSSLSocketFactory(each))
                        .orElse(_ -> {}),
                patience);
    }

    private AskedDoor(URI health, Consumer<HttpsURLConnection> trust, Duration patience) {
        this.health = health;
        this.trust = trust;
        this.patienceMillis = Math.toIntExact(patience.toMillis());
    }

    /**
     * A door on this very machine, whatever certificate it shows: nobody stands between, and which one clients are to see is the operator's
     * affair, who may exchange it at any time.
     *
     * @throws Problem BAD_REQUEST if it is not on loopback, as a number
     */
    static AskedDoor here(URI health, Duration patience) {
        var host = Optional.ofNullable(health.getHost()).orElse("").replaceAll("[\\[\\]]", "");
        if (IpAddress.tryParse(host).filter(AskedDoor::isLoopback).isEmpty()) {
            throw Problem.bad(
                    "any certificate is good for a door on this machine alone, as https://127.0.0.1/..., not for %s"
                            .formatted(health));
        }
        var factory = sockets(AnyCertificate.managers());
        return new AskedDoor(
                health,
                secure -> {
                    secure.setSSLSocketFactory(factory);
                    secure.setHostnameVerifier((_, _) -> true);
                },
                patience);
    }

    private static boolean isLoopback(IpAddress address) {
        try {
            return InetAddress.getByName(address.toString()).isLoopbackAddress();
        } catch (IOException e) {
            throw new IllegalStateException("a number needs no look-up", e);
        }
    }

    private static SSLSocketFactory sockets(TrustManager[] trust) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], trust, new SecureRandom());
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
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
            return sockets(trust.getTrustManagers());
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
                    trust.accept(secure);
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
