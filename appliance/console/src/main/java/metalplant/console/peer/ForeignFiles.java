package metalplant.console.peer;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import metalplant.mesh.certificate.KeyedCertificate;

/**
 * What an operator gives so that metal-console can be this end, or metal-bmc the other: as those two have it, one authority for both sides, and
 * a certificate whose key is the host key of SSH as well.
 *
 * @param authority whose signature is believed
 * @param own what is shown
 */
public record ForeignFiles(X509Certificate authority, KeyedCertificate own) {
    /** @throws CertificateException unless the authority signed it and it is in its time */
    void check(X509Certificate leaf) throws CertificateException {
        leaf.checkValidity();
        try {
            leaf.verify(authority.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new CertificateException("the certificate was not signed by the authority for consoles", e);
        }
        if (leaf.getBasicConstraints() >= 0) {
            throw new CertificateException("this is the certificate of an authority");
        }
    }
}
