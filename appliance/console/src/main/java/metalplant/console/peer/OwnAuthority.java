package metalplant.console.peer;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import metalplant.trust.SoleTrust;

/** Believes what this plant's own authority signed, whatever name it has: the router on the same box. */
final class OwnAuthority extends SoleTrust {
    private final PeerBook book;

    OwnAuthority(PeerBook book) {
        this.book = book;
    }

    @Override
    protected void checkServer(X509Certificate[] chain) throws CertificateException {
        var authority = book.authority()
                .orElseThrow(() -> new CertificateException("the authority of this plant is not known"));
        try {
            chain[0].verify(authority.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new CertificateException("the router shows no certificate of this plant", e);
        }
    }

    @Override
    protected void checkClient(X509Certificate[] chain) throws CertificateException {
        throw new CertificateException("nobody is served with this");
    }
}
