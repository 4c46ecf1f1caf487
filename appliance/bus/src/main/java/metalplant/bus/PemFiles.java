package metalplant.bus;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import metalplant.model.Problem;

/** TLS material in PEM files, as every other program of the plant keeps it. The JDK reads no PEM keys by itself. */
record PemFiles(Path authority, Path certificate, Path key) implements NsqTls {
    private static final int FILE_BYTES_MAX = 256 * 1024;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "EdDSA");
    private static final char[] NO_PASSWORD = new char[0];

    @Override
    public SSLContext context() {
        try {
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted());
            var keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(own(), NO_PASSWORD);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw Problem.bad("the TLS files for nsqd do not fit together: %s, %s, %s"
                            .formatted(authority, certificate, key))
                    .because(e);
        }
    }

    private KeyStore trusted() throws GeneralSecurityException, IOException {
        var store = empty();
        for (var each : certificates(authority)) {
            store.setCertificateEntry("authority-" + store.size(), each);
        }
        return store;
    }

    private KeyStore own() throws GeneralSecurityException, IOException {
        var chain = certificates(certificate).toArray(Certificate[]::new);
        var store = empty();
        store.setKeyEntry("own", privateKey(), NO_PASSWORD, chain);
        return store;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static List<Certificate> certificates(Path file) throws GeneralSecurityException {
        var factory = CertificateFactory.getInstance("X.509");
        var found = new ArrayList<Certificate>();
        for (var block : blocks(file, "CERTIFICATE")) {
            found.add(factory.generateCertificate(new ByteArrayInputStream(block)));
        }
        return found;
    }

    private PrivateKey privateKey() throws GeneralSecurityException {
        var encoded = new PKCS8EncodedKeySpec(blocks(key, "PRIVATE KEY").getFirst());
        for (var algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException _) {
                // a key of another kind: the next algorithm is asked
            }
        }
        throw new InvalidKeySpecException("neither of " + KEY_ALGORITHMS);
    }

    /** The blocks with this label, at least one. */
    private static List<byte[]> blocks(Path file, String label) {
        try {
            var found = BLOCK.matcher(read(file))
                    .results()
                    .filter(block -> block.group(1).equals(label))
                    .map(block -> Base64.getMimeDecoder().decode(block.group(2)))
                    .toList();
            if (found.isEmpty()) {
                throw Problem.bad("%s holds no PEM block \"%s\"".formatted(file, label));
            }
            return found;
        } catch (IOException | IllegalArgumentException e) {
            throw Problem.bad("%s cannot be read as PEM".formatted(file)).because(e);
        }
    }

    private static String read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(FILE_BYTES_MAX + 1);
            if (bytes.length > FILE_BYTES_MAX) {
                throw new IOException("larger than " + FILE_BYTES_MAX + " bytes");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
