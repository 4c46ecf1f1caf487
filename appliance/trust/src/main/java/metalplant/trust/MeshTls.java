package metalplant.trust;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.HandshakeCompletedEvent;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS 1.3 between plants. One per process. Contexts for those who take them; the managers by themselves for carriers that build their TLS
 * from parts.
 */
public final class MeshTls {
    /** The only version. */
    public static final String PROTOCOL = "TLSv1.3";

    private final OwnKey own;
    private final Pins pins;
    private final Connections connections;

    public MeshTls(OwnKey own, Pins pins) {
        this.own = own;
        this.pins = pins;
        this.connections = new Connections(pins);
    }

    public OwnKey own() {
        return own;
    }

    public Pins pins() {
        return pins;
    }

    /** Accepts every pinned plant; for listeners, which must also demand a certificate. */
    public X509ExtendedTrustManager anyPlant() {
        return new PinnedTrust(pins, Optional.empty(), connections);
    }

    /** Accepts this plant alone. */
    public X509ExtendedTrustManager onlyPlant(String plant) {
        return new PinnedTrust(pins, Optional.of(plant), connections);
    }

    /** For a listener. */
    public SSLContext listening() {
        return new InsistingContext(
                context(anyPlant()), List.of(PROTOCOL), socket -> socket.addHandshakeCompletedListener(this::admit));
    }

    /** Sockets are looked at again after the handshake: one that TLS resumed passed no trust manager. */
    private void admit(HandshakeCompletedEvent event) {
        try {
            connections.admit(event.getPeerCertificates(), event.getSocket());
        } catch (CertificateException | SSLPeerUnverifiedException _) {
            Connections.close(event.getSocket());
        }
    }

    /** For calling this plant. */
    public SSLContext calling(String plant) {
        return context(onlyPlant(plant));
    }

    private SSLContext context(TrustManager trust) {
        try {
            var context = SSLContext.getInstance(PROTOCOL);
            context.init(new KeyManager[] {own}, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + PROTOCOL, e);
        }
    }
}
