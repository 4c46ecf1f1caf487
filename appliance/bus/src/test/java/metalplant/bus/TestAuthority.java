package metalplant.bus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for one test, with everything as PEM files in one folder. */
final class TestAuthority {
    /** Certificate and key of somebody. */
    record Issued(Path certificate, Path key) {}

    private static final Duration VALID = Duration.ofDays(1);

    private final Path folder;
    private final String name;
    private final KeyPair keys;
    private final Path certificate;
    private int serial;

    TestAuthority(Path folder, String name) {
        this.folder = folder;
        this.name = name;
        this.keys = ecKeys();
        this.certificate = folder.resolve(name + ".pem");
        write(certificate, "CERTIFICATE", encoded(certify(name, keys, true)));
    }

    Path certificate() {
        return certificate;
    }

    /** For a server on 127.0.0.1, and for a client alike. */
    Issued issue(String subject) {
        return issue(subject, ecKeys());
    }

    Issued issue(String subject, KeyPair subjectKeys) {
        var issued = new Issued(folder.resolve(subject + ".pem"), folder.resolve(subject + ".key"));
        write(issued.certificate(), "CERTIFICATE", encoded(certify(subject, subjectKeys, false)));
        write(issued.key(), "PRIVATE KEY", subjectKeys.getPrivate().getEncoded());
        return issued;
    }

    private X509Certificate certify(String subject, KeyPair subjectKeys, boolean authority) {
        var now = Instant.now();
        try {
            var builder = new JcaX509v3CertificateBuilder(
                            new X500Principal("CN=" + name),
                            BigInteger.valueOf(++serial),
                            Date.from(now.minus(VALID)),
                            Date.from(now.plus(VALID)),
                            new X500Principal("CN=" + subject),
                            subjectKeys.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority))
                    .addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair ecKeys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, String label, byte[] content) {
        var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        try {
            Files.writeString(file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
