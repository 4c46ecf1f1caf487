package metalplant.server.peer;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import metalplant.door.tls.Pin;
import metalplant.door.tls.PinnedTrust;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The authority of one plant. */
record DoorPki(String plant, KeyPair authority) {
    static DoorPki of(String plant) {
        try {
            return new DoorPki(plant, keys());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    Pin pin() {
        return new Pin(plant, authority.getPublic());
    }

    /** The certificate of the plant's door, and its key. */
    KeyManager door() {
        return holder(PinnedTrust.DOOR, Duration.ofDays(30));
    }

    /** A certificate of a door whose days are over. */
    KeyManager expiredDoor() {
        return holder(PinnedTrust.DOOR, Duration.ofDays(-1));
    }

    /** A certificate of the same authority for somebody who is no door. */
    KeyManager bootingServer() {
        return holder("metal-plant:lease:3d0f9a5e-0000-4000-8000-000000000000", Duration.ofDays(30));
    }

    private KeyManager holder(String uri, Duration life) {
        try {
            var keys = keys();
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("own", keys.getPrivate(), new char[0], new Certificate[] {leaf(keys, uri, life)});
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            return factory.getKeyManagers()[0];
        } catch (GeneralSecurityException | OperatorCreationException | java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private X509Certificate leaf(KeyPair keys, String uri, Duration life)
            throws OperatorCreationException, GeneralSecurityException, CertIOException {
        var now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                new X500Name("CN=authority of " + plant),
                BigInteger.valueOf(System.nanoTime()),
                Date.from(now.minus(Duration.ofDays(2))),
                Date.from(now.plus(life)),
                new X500Name("CN=" + plant),
                keys.getPublic());
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate())));
    }

    private static KeyPair keys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }
}
