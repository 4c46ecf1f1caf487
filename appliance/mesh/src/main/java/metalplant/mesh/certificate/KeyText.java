package metalplant.mesh.certificate;

import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * A private key in the forms in which other programs write it, all PEM and without a password: PKCS#8 of any kind, PKCS#1 of RSA, and SEC 1 of
 * an elliptic curve.
 */
final class KeyText {
    private KeyText() {}

    /** The first key of a text; empty if there is none, it is damaged or encrypted. */
    static Optional<PrivateKey> read(String pem) {
        try (var parser = new PEMParser(new StringReader(pem))) {
            // In front of a key there may be the parameters of its curve.
            for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
                if (each instanceof PEMKeyPair pair) {
                    return Optional.of(converter().getPrivateKey(pair.getPrivateKeyInfo()));
                }
                if (each instanceof PrivateKeyInfo info) {
                    return Optional.of(converter().getPrivateKey(info));
                }
            }
            return Optional.empty();
        } catch (IOException | RuntimeException _) {
            return Optional.empty();
        }
    }

    /** The library calls the kind by a name that the JDK has for signatures alone. */
    private static JcaPEMKeyConverter converter() {
        return new JcaPEMKeyConverter().setAlgorithmMapping(X9ObjectIdentifiers.id_ecPublicKey, "EC");
    }
}
