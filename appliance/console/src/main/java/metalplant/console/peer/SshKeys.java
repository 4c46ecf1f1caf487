package metalplant.console.peer;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import metalplant.mesh.certificate.KeyedCertificate;
import org.apache.sshd.common.util.security.SecurityUtils;

/** Keys of certificates as the SSH library takes them: it knows Ed25519 as another provider has it, and all other kinds as the JDK does. */
final class SshKeys {
    private static final String EDDSA = "EdDSA";

    private SshKeys() {}

    /** The pair of a certificate, as a host key. */
    static KeyPair of(KeyedCertificate own) {
        return new KeyPair(of(own.certificate().getPublicKey()), of(own.key()));
    }

    /** The same key. */
    static PublicKey of(PublicKey key) {
        if (!key.getAlgorithm().equals(EDDSA)) {
            return key;
        }
        try {
            return factory().generatePublic(new X509EncodedKeySpec(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a public key cannot be taken over", e);
        }
    }

    private static PrivateKey of(PrivateKey key) {
        if (!key.getAlgorithm().equals(EDDSA)) {
            return key;
        }
        try {
            return factory().generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a private key cannot be taken over", e);
        }
    }

    private static KeyFactory factory() throws GeneralSecurityException {
        return SecurityUtils.getKeyFactory(SecurityUtils.EDDSA);
    }
}
