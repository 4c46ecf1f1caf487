package metalplant.trust;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets TLS accept exactly the plants that are pinned. Being an extended trust manager it is asked alone: the JDK adds no check of host
 * names to it, and needs none, because the plant id in the certificate is the name. A session that TLS resumes does not come here:
 * see {@link Connections} for what ends it.
 */
final class PinnedTrust extends X509ExtendedTrustManager {
    private static final X509Certificate[] NONE = {};

    private final Pins pins;
    private final Optional<String> expected;
    private final Connections connections;

    /** @param expected the only plant that may answer; empty = every pinned one */
    PinnedTrust(Pins pins, Optional<String> expected, Connections connections) {
        this.pins = pins;
        this.expected = expected;
        this.connections = connections;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        var plant = pins.identify(chain == null ? NONE : chain);
        if (expected.isPresent() && !expected.get().equals(plant)) {
            throw new CertificateException("plant %s answers where %s was called".formatted(plant, expected.get()));
        }
    }

    private void checkAndWatch(X509Certificate[] chain, Socket socket) throws CertificateException {
        check(chain);
        connections.admit(chain, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checkAndWatch(chain, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checkAndWatch(chain, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    /** None are named: a peer has one certificate and needs no help to choose it, and our members are nobody else's business. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return NONE.clone();
    }
}
