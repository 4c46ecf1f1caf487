package metalplant.console.peer;

import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import metalplant.trust.OwnKey;
import metalplant.trust.PlantCertificates;
import metalplant.trust.SoleTrust;

/**
 * Whom consoles believe among each other, over TLS 1.3 in both directions: a certificate with the name {@code console:PLANT} that this plant's
 * authority, as the ledger has it, signed. It opens no other door of a plant, and no certificate of another door opens this one. Beside that an
 * operator may name an authority for consoles and for metal-bmc of other makes.
 */
public final class PeerTrust {
    static final String PROTOCOL = "TLSv1.3";

    /** In front of the plant's id in the certificate of its console. */
    public static final String SCHEME = "console:";

    private final PeerBook book;
    private final Optional<ForeignFiles> foreign;

    /** @param foreign what an operator gave for consoles that are not plants' */
    public PeerTrust(PeerBook book, Optional<ForeignFiles> foreign) {
        this.book = book;
        this.foreign = foreign;
    }

    /** Where members are read from. */
    public PeerBook book() {
        return book;
    }

    Optional<ForeignFiles> foreign() {
        return foreign;
    }

    /** Somebody who proved who it is. */
    public sealed interface Known {}

    /** The console of a member. */
    public record Plant(PeerBook.Peer peer) implements Known {}

    /** Who has a certificate of the operator's authority. */
    public record Foreign(String subject) implements Known {}

    /** Who that is now. @throws CertificateException with a reason that may be shown */
    public Known identify(Certificate[] chain) throws CertificateException {
        if (chain.length == 0 || !(chain[0] instanceof X509Certificate leaf)) {
            throw new CertificateException("no certificate was shown");
        }
        var plant = PlantCertificates.plant(leaf, SCHEME);
        if (plant.isPresent()) {
            var peer = book.peer(plant.get())
                    .orElseThrow(() -> new CertificateException("plant %s is no member here".formatted(plant.get())));
            PlantCertificates.check(leaf, peer.authority().getPublicKey(), plant.get());
            return new Plant(peer);
        }
        var files = foreign.orElseThrow(() -> new CertificateException("the certificate names no plant"));
        files.check(leaf);
        return new Foreign(leaf.getSubjectX500Principal().getName());
    }

    /** For the listener. */
    SSLContext listening(OwnKey own) {
        return context(own, Optional.empty());
    }

    /** For calling this plant, or whoever has a certificate of the operator's authority. */
    SSLContext calling(OwnKey own, String plant) {
        return context(own, Optional.of(plant));
    }

    /** For asking this plant's own router, which shows a certificate of the plant's authority. */
    public static SSLContext routing(PeerBook book) {
        try {
            var context = SSLContext.getInstance(PROTOCOL);
            context.init(new KeyManager[0], new TrustManager[] {new OwnAuthority(book)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + PROTOCOL, e);
        }
    }

    private SSLContext context(OwnKey own, Optional<String> expected) {
        try {
            var context = SSLContext.getInstance(PROTOCOL);
            context.init(new KeyManager[] {own}, new TrustManager[] {new Manager(expected)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + PROTOCOL, e);
        }
    }

    /** The names of plants are in their certificates. */
    private final class Manager extends SoleTrust {
        private final Optional<String> expected;

        Manager(Optional<String> expected) {
            this.expected = expected;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            var known = identify(chain);
            var is = switch (known) {
                case Plant plant -> plant.peer().plant();
                case Foreign _ -> "";
            };
            if (expected.isPresent() && !expected.get().equals(is)) {
                throw new CertificateException(
                        "somebody else answers where plant %s was called".formatted(expected.get()));
            }
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
}
