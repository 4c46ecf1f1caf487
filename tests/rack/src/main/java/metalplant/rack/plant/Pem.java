package metalplant.rack.plant;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Certificate authority, client certificate and its key, as PEM texts.
 *
 * @param ca trusted, may hold several certificates
 * @param cert the client's, first its own, then those above it
 * @param key PKCS#8, not encrypted
 */
public record Pem(String ca, String cert, String key) {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final char[] NO_PASSWORD = new char[0];

    /** For the JDK's own TLS. */
    public SSLContext context() throws GeneralSecurityException, IOException {
        var keys = emptyStore();
        keys.setKeyEntry("client", privateKey(), NO_PASSWORD, certificates(cert).toArray(new Certificate[0]));
        var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, NO_PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trust(ca).getTrustManagers(), new SecureRandom());
        return context;
    }

    /** Trusts the given authorities and shows no certificate. */
    public static SSLContext trusting(String ca) throws GeneralSecurityException, IOException {
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust(ca).getTrustManagers(), new SecureRandom());
        return context;
    }

    private static TrustManagerFactory trust(String ca) throws GeneralSecurityException, IOException {
        var anchors = emptyStore();
        for (Certificate certificate : certificates(ca)) {
            anchors.setCertificateEntry("ca" + anchors.size(), certificate);
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        return trust;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static Collection<? extends Certificate> certificates(String pem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    private PrivateKey privateKey() throws GeneralSecurityException {
        var matcher = KEY.matcher(key);
        if (!matcher.find()) {
            throw new GeneralSecurityException("the key is not a PKCS#8 PEM (BEGIN PRIVATE KEY)");
        }
        var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
        for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // Of another kind: the next one may fit.
            }
        }
        throw new GeneralSecurityException("the key is neither EC, RSA nor EdDSA");
    }

    @Override
    public String toString() {
        return "Pem[***]";
    }
}
