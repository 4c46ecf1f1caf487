package metalplant.trust;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * Lets TLS accept exactly the plants that are pinned. No host name is checked, because the plant id in the certificate is the name. A
 * session that TLS resumes does not come here: see {@link Connections} for what ends it.
 */
final class PinnedTrust extends SoleTrust {
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
    protected void checkClient(X509Certificate[] chain) throws CertificateException {
        check(chain);
    }

    @Override
    protected void checkServer(X509Certificate[] chain) throws CertificateException {
        check(chain);
    }
}
