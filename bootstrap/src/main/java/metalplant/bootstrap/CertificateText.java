package metalplant.bootstrap;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import metalplant.model.Problem;

/** A certificate in a file of an operator. */
final class CertificateText {
    private CertificateText() {}

    /** The first one of a PEM text. @throws Problem BAD_REQUEST that names the file */
    static X509Certificate of(String text, Path file) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (CertificateException e) {
            throw Problem.bad("%s holds no certificate".formatted(file)).because(e);
        }
    }
}
