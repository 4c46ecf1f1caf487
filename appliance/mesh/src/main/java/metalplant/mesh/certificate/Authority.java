package metalplant.mesh.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs for one plant. There are no intermediates: what it signs is a leaf. */
public record Authority(KeyedCertificate identity) {
    private static final SecureRandom SERIALS = new SecureRandom();
    private static final int SERIAL_BITS = 127;

    /** With a key of its own. */
    public static Authority create(Validity validity) {
        return of(KeyedCertificate.newKeys(), validity);
    }

    /** The same key and name with a new life: whoever trusts the old certificate trusts what this one signs. */
    public Authority renewed(Validity validity) {
        return of(new KeyPair(identity.certificate().getPublicKey(), identity.key()), validity);
    }

    /** Whether it signed this. */
    public boolean signed(X509Certificate certificate) {
        try {
            certificate.verify(identity.certificate().getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    /**
     * A leaf with a new key.
     *
     * @param name the common name; nobody decides by it
     * @param names the names that count
     */
    public KeyedCertificate issue(String name, GeneralNames names, List<KeyPurposeId> purposes, Validity validity) {
        var keys = KeyedCertificate.newKeys();
        var issuer = X500Name.getInstance(
                identity.certificate().getSubjectX500Principal().getEncoded());
        var within = validity.until(identity.certificate().getNotAfter().toInstant());
        try {
            var extensions = new JcaX509ExtensionUtils();
            var builder = builder(issuer, within, name(name), keys.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(
                            Extension.extendedKeyUsage,
                            false,
                            new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)))
                    .addExtension(Extension.subjectAlternativeName, false, names)
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            extensions.createAuthorityKeyIdentifier(
                                    identity.certificate().getPublicKey()));
            return new KeyedCertificate(sign(builder, identity.key()), keys.getPrivate());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot issue a certificate for " + name, e);
        }
    }

    /** With this key. */
    public static Authority of(KeyPair keys, Validity validity) {
        try {
            var name = name("metal-plant authority");
            var builder = builder(name, validity, name, keys.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            return new Authority(new KeyedCertificate(sign(builder, keys.getPrivate()), keys.getPrivate()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot make the certificate authority", e);
        }
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, Validity validity, X500Name subject, PublicKey key) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, SERIALS).add(BigInteger.ONE),
                Date.from(validity.notBefore()),
                Date.from(validity.notAfter()),
                subject,
                key);
    }

    private static X500Name name(String common) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, common).build();
    }

    private static X509Certificate sign(org.bouncycastle.cert.X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("this JDK cannot sign with ECDSA", e);
        }
    }
}
