package metalplant.server.boot;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import metalplant.server.PlantConfig.GrpcTls;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority, a listener's certificate and the shared one of a partition, as files. */
record TestPki(Path folder) {
    private static final X500Name CA = new X500Name("CN=test authority");

    static TestPki in(Path folder) {
        try {
            var pki = new TestPki(folder);
            var ca = keys();
            pki.write("ca", sign(CA, ca, ca, null), ca);
            var server = keys();
            var names = new GeneralName[] {
                new GeneralName(GeneralName.dNSName, "localhost"), new GeneralName(GeneralName.iPAddress, "127.0.0.1")
            };
            pki.write("server", sign(new X500Name("CN=server"), server, ca, new GeneralNames(names)), server);
            var client = keys();
            var uri = new GeneralName(GeneralName.uniformResourceIdentifier, "metal-plant:partition:part-1");
            pki.write("client", sign(new X500Name("CN=client"), client, ca, new GeneralNames(uri)), client);
            var boot = keys();
            var service = new GeneralName(GeneralName.uniformResourceIdentifier, "metal-plant:boot-server");
            pki.write("boot", sign(new X500Name("CN=boot"), boot, ca, new GeneralNames(service)), boot);
            return pki;
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    GrpcTls listener() {
        return new GrpcTls(file("ca.crt"), file("ca.key"), file("server.crt"), file("server.key"));
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    private static KeyPair keys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509CertificateHolder sign(
            X500Name subject, KeyPair keys, KeyPair ca, @org.jspecify.annotations.Nullable GeneralNames names)
            throws IOException, OperatorCreationException {
        var now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                CA,
                BigInteger.valueOf(System.nanoTime()),
                Date.from(now.minus(Duration.ofDays(2))),
                Date.from(now.plus(Duration.ofDays(30))),
                subject,
                keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(names == null));
        if (names == null) {
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        } else {
            builder.addExtension(Extension.subjectAlternativeName, false, names);
        }
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(ca.getPrivate()));
    }

    private void write(String name, X509CertificateHolder certificate, KeyPair keys) throws IOException {
        Files.writeString(file(name + ".crt"), pem(certificate));
        Files.writeString(
                file(name + ".key"),
                pem(new org.bouncycastle.openssl.jcajce.JcaPKCS8Generator(keys.getPrivate(), null)));
    }

    private static String pem(Object object) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }
}
