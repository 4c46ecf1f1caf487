package metalplant.images.signature;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.signing.Signer;
import metalplant.federation.value.Bytes;
import metalplant.images.files.Trees;
import metalplant.model.Problem;

/**
 * The key of a build.
 *
 * @param signer of statements
 * @param throwAway whether it is forgotten with this build, so that nobody can have its public half from elsewhere
 */
public record SigningKey(Signer signer, boolean throwAway) {

    /**
     * Reads a private key: PEM, PKCS #8, as {@code openssl genpkey -algorithm ed25519} writes it.
     *
     * @throws Problem BAD_REQUEST if it is none; RULE_VIOLATED if others may read the file
     */
    public static SigningKey read(Path file) {
        try {
            var text = Trees.read(file);
            if (Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS).stream()
                    .anyMatch(one ->
                            one.name().startsWith("OTHERS_") || one.name().startsWith("GROUP_"))) {
                throw Problem.refused(
                        "%s can be read by others, so anybody could sign with it: chmod 600 %s".formatted(file, file));
            }
            var key = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(Pem.bytes(text, "PRIVATE KEY")));
            var seed = ((EdECPrivateKey) key)
                    .getBytes()
                    .orElseThrow(() -> Problem.bad(file + " is a key that cannot be used here"));
            return new SigningKey(Ed25519.signer(Bytes.of(seed)), false);
        } catch (GeneralSecurityException | java.io.IOException | IllegalArgumentException e) {
            throw Problem.bad(
                            "%s is no Ed25519 private key in PEM: make one by openssl genpkey -algorithm ed25519 -out FILE"
                                    .formatted(file))
                    .because(e);
        }
    }

    /** A new one that is written nowhere. */
    public static SigningKey throwAway(SecureRandom random) {
        var seed = new byte[Ed25519.SEED_SIZE];
        random.nextBytes(seed);
        return new SigningKey(Ed25519.signer(Bytes.of(seed)), true);
    }

    /** The public half. */
    public PublicKey publicKey() {
        return new PublicKey(signer.key());
    }

    /** Writes a new private key, for its owner alone, and beside it the public half as {@code FILE.pub}. */
    public static void create(Path file, SecureRandom random) {
        var seed = new byte[Ed25519.SEED_SIZE];
        random.nextBytes(seed);
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            var key = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new java.security.spec.EdECPrivateKeySpec(
                            java.security.spec.NamedParameterSpec.ED25519, seed));
            Files.writeString(file, Pem.text(key.getEncoded(), "PRIVATE KEY"));
        } catch (java.nio.file.FileAlreadyExistsException e) {
            throw Problem.refused(file + " is there already, and a key is never overwritten: choose another name")
                    .because(e);
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw Problem.bad("%s cannot be written: %s".formatted(file, e)).because(e);
        }
        Trees.write(
                file.resolveSibling(file.getFileName() + ".pub"),
                new PublicKey(Ed25519.signer(Bytes.of(seed)).key()).pem());
    }

    /** PEM of one block. */
    static final class Pem {
        private Pem() {}

        static byte[] bytes(String text, String kind) {
            var begin = "-----BEGIN " + kind + "-----";
            var end = "-----END " + kind + "-----";
            int from = text.indexOf(begin);
            int to = text.indexOf(end);
            if (from < 0 || to < from) {
                throw new IllegalArgumentException("no block " + kind);
            }
            return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
        }

        static String text(byte[] bytes, String kind) {
            return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                    .formatted(
                            kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes), kind);
        }
    }
}
