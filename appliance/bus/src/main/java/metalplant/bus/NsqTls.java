package metalplant.bus;

import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import metalplant.model.Problem;

/** The client certificate that nsqd asks for and the authority that nsqd's own must come from. */
@FunctionalInterface
public interface NsqTls {
    /**
     * Asked once for every connection, so that renewed files count from the next connection on.
     *
     * @throws Problem BAD_REQUEST when there is no usable material
     */
    SSLContext context();

    /** Always the same context. */
    static NsqTls of(SSLContext context) {
        return () -> context;
    }

    /**
     * From PEM files, read once now and again for every connection. Certificate and key may share one file.
     *
     * @param authority one or more certificates that are trusted
     * @param certificate our certificate, followed by those between it and the authority if there are any
     * @param key our key, unencrypted PKCS#8 ({@code BEGIN PRIVATE KEY}): EC, RSA or EdDSA
     * @throws Problem BAD_REQUEST naming the file that cannot be used
     */
    static NsqTls ofPem(Path authority, Path certificate, Path key) {
        var files = new PemFiles(authority, certificate, key);
        files.context();
        return files;
    }
}
