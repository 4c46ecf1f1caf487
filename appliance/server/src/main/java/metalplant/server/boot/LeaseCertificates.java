package metalplant.server.boot;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;
import metalplant.core.boot.LeaseSigner;
import metalplant.server.PlantConfig;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObjectGenerator;

/** Signs lease certificates (EC P-256, client authentication only) with the authority of the boot listener. */
public final class LeaseCertificates implements LeaseSigner {
    /** The clock of a server, or of the plant, may be behind by any time when it boots. */
    private static final Instant BEGINNING = Instant.EPOCH;

    private static final int SERIAL_BITS = 127;
    private static final int HMAC_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final X509Certificate authority;
    private final PrivateKey authorityKey;

    public LeaseCertificates(PlantConfig.GrpcTls files) {
        this.authority = PemFiles.certificates(files.caCert()).getFirst();
        this.authorityKey = PemFiles.key(files.caKey());
    }

    /** A new HMAC key: URL-safe text of 256 bits. */
    public String newHmacKey() {
        var key = new byte[HMAC_BYTES];
        random.nextBytes(key);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    }

    @Override
    public Signed sign(UUID lease, Instant expires) {
        try {
            var keys = newKeys();
            var certificate = certificate(lease, keys, expires);
            return new Signed(
                    pem(new JcaMiscPEMGenerator(authority)),
                    pem(new JcaMiscPEMGenerator(certificate)),
                    pem(new JcaPKCS8Generator(keys.getPrivate(), null)));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot sign the certificate of a lease", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the certificate of a lease", e);
        }
    }

    private KeyPair newKeys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private X509CertificateHolder certificate(UUID lease, KeyPair keys, Instant expires)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        var names = new GeneralNames(
                new GeneralName(GeneralName.uniformResourceIdentifier, CallerCertificate.LEASE + lease));
        return new JcaX509v3CertificateBuilder(
                        X500Name.getInstance(authority.getSubjectX500Principal().getEncoded()),
                        new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
                        Date.from(BEGINNING),
                        Date.from(expires),
                        new X500Name("CN=metal-plant boot lease"),
                        keys.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))
                .addExtension(Extension.subjectAlternativeName, false, names)
                .addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority.getPublicKey()))
                .build(new JcaContentSignerBuilder("SHA256with" + algorithm()).build(authorityKey));
    }

    private String algorithm() {
        return authorityKey.getAlgorithm().startsWith("EC") ? "ECDSA" : authorityKey.getAlgorithm();
    }

    private static String pem(PemObjectGenerator object) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }
}
