package metalplant.installer.upgrade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import metalplant.model.Problem;

/** The certificates in the running root whose keys may sign an upgrade. Nobody looks at their dates: a box may have no clock. */
public final class TrustedKeys {
    private static final int KEYS_MAX = 8;
    private static final long SIZE_MAX = 64 << 10;

    private final List<PublicKey> keys;

    private TrustedKeys(List<PublicKey> keys) {
        this.keys = List.copyOf(keys);
    }

    public static TrustedKeys of(PublicKey... keys) {
        return new TrustedKeys(List.of(keys));
    }

    /**
     * Reads {@code *.crt} of a folder.
     *
     * @throws Problem RULE_VIOLATED if there is none: this image was built without a key
     */
    public static TrustedKeys in(Path folder) {
        var keys = new ArrayList<PublicKey>();
        try (var files = Files.isDirectory(folder) ? Files.list(folder) : java.util.stream.Stream.<Path>empty()) {
            for (var file : files.filter(each -> each.toString().endsWith(".crt"))
                    .sorted()
                    .limit(KEYS_MAX)
                    .toList()) {
                keys.add(read(file));
            }
        } catch (IOException e) {
            throw Problem.refused("%s cannot be read: %s".formatted(folder, e.getMessage()))
                    .because(e);
        }
        if (keys.isEmpty()) {
            throw Problem.refused(
                    "this image was built without a key, so it trusts no upgrade: flash one that was built with --key");
        }
        return new TrustedKeys(keys);
    }

    private static PublicKey read(Path file) throws IOException {
        if (Files.size(file) > SIZE_MAX) {
            throw new IOException(file + " is too large for a certificate");
        }
        try (var in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(in)
                    .getPublicKey();
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " is no certificate: " + e.getMessage(), e);
        }
    }

    /** Whether one of the keys made this signature. */
    boolean signed(byte[] message, byte[] signature) {
        for (var key : keys) {
            try {
                var check =
                        Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
                check.initVerify(key);
                check.update(message);
                if (check.verify(signature)) {
                    return true;
                }
            } catch (GeneralSecurityException _) {
                // Of another key, or none at all.
            }
        }
        return false;
    }
}
