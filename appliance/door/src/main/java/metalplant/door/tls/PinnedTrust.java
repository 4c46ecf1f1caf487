package metalplant.door.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * Trusts the doors of pinned plants: a leaf signed by a pinned authority that says {@value #DOOR} of itself. The authority of a plant
 * signs for booting servers too; those certificates say something else and open nothing here.
 *
 * <p>Dates are not looked at: a plant whose clock is wrong must not lose its peers, and who is thrown out loses its pin (decision 9 of the
 * federation's protocol). Names of hosts are not looked at either, because the pin says more.
 */
public final class PinnedTrust extends X509ExtendedTrustManager {
    /** The URI among the subject's alternative names that marks the certificate of a plant's door. */
    public static final String DOOR = "metal-plant:door";

    private static final int URI = 6;

    private final Supplier<List<Pin>> pins;

    /** @param pins asked at each handshake, so that a pin that is gone counts at once */
    public PinnedTrust(Supplier<List<Pin>> pins) {
        this.pins = pins;
    }

    /** A context that shows {@code keys} and trusts the pins; @throws Problem STORED_STATE_IMPOSSIBLE if the JDK refuses the keys */
    public SSLContext context(KeyManager... keys) {
        try {
            var context = SSLContext.getInstance("TLSv1.3");
            context.init(keys, new X509ExtendedTrustManager[] {this}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw Problem.of(ProblemCode.STORED_STATE_IMPOSSIBLE, "the keys of this plant's door cannot be used")
                    .because(e);
        }
    }

    /** The plant whose door shows this chain; empty if no pin fits. */
    public Optional<String> plantOf(X509Certificate leaf) {
        return isDoor(leaf)
                ? pins.get().stream()
                        .filter(pin -> signed(leaf, pin))
                        .map(Pin::plant)
                        .findFirst()
                : Optional.empty();
    }

    private static boolean signed(X509Certificate leaf, Pin pin) {
        try {
            leaf.verify(pin.authority());
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static boolean isDoor(X509Certificate leaf) {
        try {
            Collection<List<?>> names = Objects.requireNonNullElse(leaf.getSubjectAlternativeNames(), List.of());
            return leaf.getBasicConstraints() < 0
                    && names.stream().anyMatch(name -> Objects.equals(name.get(0), URI) && DOOR.equals(name.get(1)));
        } catch (CertificateException _) {
            return false;
        }
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain == null || chain.length == 0 || plantOf(chain[0]).isEmpty()) {
            throw new CertificateException("no pinned plant has signed this certificate for its door");
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
