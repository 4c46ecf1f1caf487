package metalplant.trust;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;

/** What a certificate must be to speak for a plant, whoever keeps the pins. Its dates mean nothing (decision 9). */
public final class PlantCertificates {
    /** In front of the id in the subject alternative name of a plant's certificate; no other certificate of a plant has it. */
    public static final String SCHEME = "plant:";

    private static final int URI_NAME = 6;
    private static final int NAMES_MAX = 64;
    /** The JDK spells the last one in both ways. */
    private static final Set<String> SIGNATURES = Set.of("SHA256withECDSA", "SHA384withECDSA", "Ed25519", "EdDSA");

    private PlantCertificates() {}

    /** The id of the one plant that a certificate claims to speak for; none if it names none or several. */
    public static Optional<String> plant(X509Certificate leaf) throws CertificateException {
        return plant(leaf, SCHEME);
    }

    /** The same for certificates of one service of a plant, whose names begin with another scheme. */
    public static Optional<String> plant(X509Certificate leaf, String scheme) throws CertificateException {
        var names = leaf.getSubjectAlternativeNames();
        var claims = new ArrayList<String>();
        if (names != null && names.size() <= NAMES_MAX) {
            for (var name : names) {
                if (name.get(0).equals(URI_NAME) && String.valueOf(name.get(1)).startsWith(scheme)) {
                    claims.add(String.valueOf(name.get(1)).substring(scheme.length()));
                }
            }
        }
        return claims.size() == 1 ? Optional.of(claims.getFirst()) : Optional.empty();
    }

    /**
     * Whether this authority signed it, directly, as the certificate of a peer.
     *
     * @param plant that it claims to speak for
     * @throws CertificateException with a reason that may be shown to the peer
     */
    public static void check(X509Certificate leaf, PublicKey authority, String plant) throws CertificateException {
        if (leaf.getBasicConstraints() >= 0 || !maySign(leaf) || !SIGNATURES.contains(leaf.getSigAlgName())) {
            throw new CertificateException("the certificate of plant %s is not one of a peer".formatted(plant));
        }
        try {
            leaf.verify(authority);
        } catch (GeneralSecurityException e) {
            throw new CertificateException("the certificate of plant %s was not signed by it".formatted(plant), e);
        }
    }

    private static boolean maySign(X509Certificate leaf) {
        var usage = leaf.getKeyUsage();
        return usage != null && usage[0];
    }
}
