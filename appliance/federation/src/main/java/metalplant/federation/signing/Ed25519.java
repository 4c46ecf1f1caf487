package metalplant.federation.signing;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import metalplant.federation.value.Bytes;

/**
 * Ed25519 (RFC 8032) of the JDK. Private keys are seeds of 32 bytes, so that the caller chooses where chance comes from; the
 * JDK gives a public key only to a key pair generator, so the public half is derived through one that is fed with the seed.
 */
public final class Ed25519 {
    /** Bytes of a private seed. */
    public static final int SEED_SIZE = 32;
    /** Bytes of a signature. */
    public static final int SIGNATURE_SIZE = 64;

    /** In front of the raw key in its X.509 form (RFC 8410). */
    private static final byte[] X509_PREFIX = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    private Ed25519() {}

    /** A signer with this private seed. */
    public static Signer signer(Bytes seed) {
        if (seed.size() != SEED_SIZE) {
            throw new IllegalArgumentException("a seed has %d bytes".formatted(SEED_SIZE));
        }
        try {
            var secret = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed.toArray()));
            return new SeedSigner(publicHalf(seed), secret);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
    }

    private static MemberKey publicHalf(Bytes seed) throws GeneralSecurityException {
        var generator = java.security.KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(NamedParameterSpec.ED25519, new FixedRandom(seed));
        var encoded = generator.generateKeyPair().getPublic().getEncoded();
        return new MemberKey(Bytes.of(Arrays.copyOfRange(encoded, X509_PREFIX.length, encoded.length)));
    }

    /** Whether {@code signature} is one of {@code content} by {@code key}. */
    public static boolean verify(MemberKey key, byte[] content, Bytes signature) {
        if (signature.size() != SIGNATURE_SIZE) {
            return false;
        }
        try {
            var encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + MemberKey.SIZE);
            System.arraycopy(key.raw().toArray(), 0, encoded, X509_PREFIX.length, MemberKey.SIZE);
            var check = Signature.getInstance("Ed25519");
            check.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
            check.update(content);
            return check.verify(signature.toArray());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private record SeedSigner(MemberKey key, PrivateKey secret) implements Signer {
        @Override
        public Bytes sign(byte[] content) {
            try {
                var signature = Signature.getInstance("Ed25519");
                signature.initSign(secret);
                signature.update(content);
                return Bytes.of(signature.sign());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("a good key signs", e);
            }
        }

        @Override
        public String toString() {
            return "signer " + key;
        }
    }

    /** Answers with the seed once: what the generator draws is the private key itself. */
    private static final class FixedRandom extends java.security.SecureRandom {
        private static final long serialVersionUID = 1;

        private final transient Bytes seed;

        FixedRandom(Bytes seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed.toArray(), 0, bytes, 0, bytes.length);
        }
    }
}
