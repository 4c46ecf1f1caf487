package metalplant.ratis.trust;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** A key and the certificate over it. */
public record MeshIdentity(PrivateKey key, X509Certificate certificate) {
    /** Never the key. */
    @Override
    public String toString() {
        return "identity " + certificate.getSubjectX500Principal().getName();
    }
}
