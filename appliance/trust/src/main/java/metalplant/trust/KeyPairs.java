package metalplant.trust;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Set;

/** Keys and certificates that somebody else made. */
public final class KeyPairs {
    private static final Map<String, String> SIGNATURES =
            Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA", "EdDSA", "EdDSA");
    private static final byte[] PROBE = "one key pair".getBytes(StandardCharsets.US_ASCII);

    private KeyPairs() {}

    /** Kinds of keys that listeners take, as the JDK calls them. */
    public static Set<String> kinds() {
        return SIGNATURES.keySet();
    }

    /** Whether this is the key of this certificate; a key of another kind is not. */
    public static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
        try {
            var signature = Signature.getInstance(SIGNATURES.getOrDefault(key.getAlgorithm(), ""));
            signature.initSign(key);
            signature.update(PROBE);
            var mark = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(PROBE);
            return signature.verify(mark);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
