package metalplant.mesh.certificate;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.trust.KeyPairs;

/** A certificate with its key as somebody else made them: PEM, the leaf first in its file, the key in PKCS#8, on an elliptic curve or RSA. */
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
        var text = text(file);
        int begin = text.indexOf("-----BEGIN PRIVATE KEY-----");
        int end = text.indexOf("-----END PRIVATE KEY-----");
        if (begin < 0 || end < begin || !KeyPairs.kinds().contains(kind)) {
            throw Problem.bad(
                    file + " must hold a key of an elliptic curve or RSA in PKCS#8, not encrypted: it begins with"
                            + " -----BEGIN PRIVATE KEY-----");
        }
        try {
            var body = text.substring(text.indexOf('\n', begin), end);
            return KeyFactory.getInstance(kind)
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw Problem.bad("%s is no key of the kind %s, which its certificate has".formatted(file, kind))
                    .because(e);
        }
    }

    private static String text(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw Problem.bad(file + " cannot be read");
        }
        return AtomicFile.read(file);
    }
}
