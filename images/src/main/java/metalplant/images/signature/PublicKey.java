package metalplant.images.signature;

import java.nio.file.Path;
import java.util.Arrays;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.signing.MemberKey;
import metalplant.federation.value.Bytes;
import metalplant.images.files.Trees;
import metalplant.images.oci.Digest;
import metalplant.model.Problem;

/** The public half of a build's key. */
public record PublicKey(MemberKey key) {
    private static final byte[] X509_PREFIX = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    /** Reads PEM, X.509, as {@code openssl pkey -pubout} writes it. */
    public static PublicKey read(Path file) {
        try {
            var bytes = SigningKey.Pem.bytes(Trees.read(file), "PUBLIC KEY");
            if (bytes.length != X509_PREFIX.length + MemberKey.SIZE
                    || !Arrays.equals(Arrays.copyOf(bytes, X509_PREFIX.length), X509_PREFIX)) {
                throw new IllegalArgumentException("another kind of key");
            }
            return new PublicKey(new MemberKey(Bytes.of(Arrays.copyOfRange(bytes, X509_PREFIX.length, bytes.length))));
        } catch (IllegalArgumentException e) {
            throw Problem.bad("%s is no Ed25519 public key in PEM".formatted(file))
                    .because(e);
        }
    }

    public String pem() {
        return SigningKey.Pem.text(encoded(), "PUBLIC KEY");
    }

    /** A name of it that people can compare: the first eight bytes of its SHA-256. */
    public String fingerprint() {
        return Digest.of(encoded()).hex().substring(0, 16);
    }

    boolean verifies(byte[] content, Bytes signature) {
        return Ed25519.verify(key, content, signature);
    }

    private byte[] encoded() {
        var bytes = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + MemberKey.SIZE);
        System.arraycopy(key.raw().toArray(), 0, bytes, X509_PREFIX.length, MemberKey.SIZE);
        return bytes;
    }
}
