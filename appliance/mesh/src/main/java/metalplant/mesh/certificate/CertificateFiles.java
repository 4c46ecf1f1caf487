package metalplant.mesh.certificate;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.trust.KeyPairs;

/** A certificate with its key as somebody else made them: PEM, the leaf first in its file, the key beside it, on an elliptic curve, RSA or Ed25519. */
public final class CertificateFiles {
    private CertificateFiles() {}

    /** @param chain the leaf first */
    public record Chain(List<X509Certificate> chain, PrivateKey key) {
        @Override
        public String toString() {
            return "Chain[" + chain.getFirst().getSubjectX500Principal() + "]";
        }
    }

    /** @throws Problem BAD_REQUEST that names the file and what is wrong with it */
    public static Chain read(Path certificate, Path key) {
        var chain = chain(certificate);
        var secret = key(key, chain.getFirst().getPublicKey().getAlgorithm());
        if (!KeyPairs.belongTogether(chain.getFirst(), secret)) {
            throw Problem.bad("%s is not the key of the first certificate in %s".formatted(key, certificate));
        }
        return new Chain(chain, secret);
    }

    private static List<X509Certificate> chain(Path file) {
        try {
            var chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text(file).getBytes(StandardCharsets.UTF_8)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (chain.isEmpty()) {
                throw Problem.bad(file + " has no certificate in PEM");
            }
            return chain;
        } catch (GeneralSecurityException e) {
            throw Problem.bad(file + " has no certificate in PEM").because(e);
        }
    }

    private static PrivateKey key(Path file, String kind) {
        var found = KeyText.read(text(file))
                .filter(each -> KeyPairs.kinds().contains(each.getAlgorithm()))
                .orElseThrow(() -> Problem.bad(file
                        + " must hold a key of an elliptic curve, RSA or Ed25519 in PEM, not encrypted: it begins with"
                        + " -----BEGIN PRIVATE KEY----- (or RSA PRIVATE KEY, EC PRIVATE KEY)"));
        if (!found.getAlgorithm().equals(kind)) {
            throw Problem.bad("%s is no key of the kind %s, which its certificate has".formatted(file, kind));
        }
        return found;
    }

    private static String text(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw Problem.bad(file + " cannot be read");
        }
        return AtomicFile.read(file);
    }
}
