package metalplant.console.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.spec.NamedParameterSpec;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.util.security.SecurityUtils;

/**
 * What the console proves itself with to SSH clients: an Ed25519 key, made once and kept in a file as OpenSSH writes it. A damaged one is a
 * Problem and never replaced: every client would have to be told.
 */
public record HostKey(KeyPair pair) {
    /** Reads the key; the first time, makes it. @throws Problem STORED_STATE_IMPOSSIBLE */
    public static HostKey open(Path file) {
        try {
            if (!Files.exists(file)) {
                AtomicFile.create(file, made());
            }
            return read(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw Problem.of(
                            ProblemCode.STORED_STATE_IMPOSSIBLE,
                            "%s is damaged: put it back from a backup, or remove it and tell whoever uses the console that its key has changed"
                                    .formatted(file))
                    .because(e);
        }
    }

    private static byte[] made() throws IOException, GeneralSecurityException {
        var generator = SecurityUtils.getKeyPairGenerator(SecurityUtils.EDDSA);
        generator.initialize(NamedParameterSpec.ED25519);
        var pair = generator.generateKeyPair();
        var out = new ByteArrayOutputStream();
        OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "console of a metal-plant", null, out);
        return out.toByteArray();
    }

    private static HostKey read(Path file) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(file)) {
            var pairs = SecurityUtils.loadKeyPairIdentities(null, file::toString, in, null);
            var all = pairs == null ? java.util.Collections.<KeyPair>emptyIterator() : pairs.iterator();
            if (!all.hasNext()) {
                throw new GeneralSecurityException("no key in it");
            }
            return new HostKey(all.next());
        }
    }

    /** As OpenSSH shows it: "SHA256:...". */
    public String fingerprint() {
        return KeyUtils.getFingerPrint(pair.getPublic());
    }

    /** As a line of known_hosts has it, without names. */
    public String line() {
        return PublicKeyEntry.toString(pair.getPublic());
    }

    @Override
    public String toString() {
        return "HostKey[" + fingerprint() + "]";
    }
}
