package metalplant.ratis.trust;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues certificates for the mesh under one key, which is what others pin. */
public record MeshAuthority(KeyPair keys) {
    private static final SecureRandom CHANCE = new SecureRandom();
    private static final X500Name ISSUER = new X500Name("CN=metal-plant mesh authority");

    /** A new authority. */
    public static MeshAuthority create() {
        return new MeshAuthority(newKeys());
    }

    /** A new key pair on P-256. */
    public static KeyPair newKeys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), CHANCE);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    /** What is pinned. */
    public Bytes publicKey() {
        return Bytes.of(keys.getPublic().getEncoded());
    }

    /** A new key with a certificate that names this plant; nobody in the mesh reads the dates. */
    public MeshIdentity issue(PlantId plant, Instant notBefore, Instant notAfter) {
        var own = newKeys();
        try {
            var builder = new JcaX509v3CertificateBuilder(
                            ISSUER,
                            new BigInteger(127, CHANCE).add(BigInteger.ONE),
                            Date.from(notBefore),
                            Date.from(notAfter),
                            new X500Name("CN=" + plant.text()),
                            own.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                        KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                    }))
                    .addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(new GeneralName(
                                    GeneralName.uniformResourceIdentifier,
                                    Pins.name(plant).toString())));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            return new MeshIdentity(
                    own.getPrivate(), new JcaX509CertificateConverter().getCertificate(builder.build(signer)));
        } catch (CertIOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot issue a certificate for plant " + plant, e);
        }
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "mesh authority";
    }
}
