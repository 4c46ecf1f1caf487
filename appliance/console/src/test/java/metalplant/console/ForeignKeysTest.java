package metalplant.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import metalplant.console.access.Guest;
import metalplant.console.machine.ConsoleMachine;
import metalplant.console.peer.ForeignFiles;
import metalplant.console.peer.Forwarding;
import metalplant.console.peer.PeerBook;
import metalplant.console.peer.PeerTrust;
import metalplant.mesh.certificate.CertificateFiles;
import metalplant.mesh.certificate.KeyedCertificate;
import metalplant.model.Problem;
import metalplant.testkit.bus.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files that metal-console and metal-bmc have: keys of every kind and in every form that both of them read, made by openssl. */
class ForeignKeysTest {
    private static final String RSA = "genrsa -traditional 2048";

    @TempDir
    Path folder = Path.of("");

    /** An authority with a key of this kind, and a pair that it signed. */
    private ForeignFiles made(String name, String kind) throws IOException, CertificateException {
        var in = Files.createDirectories(folder.resolve(name));
        openssl(in, kind + " -out ca.key");
        openssl(in, kind + " -out own.key");
        openssl(in, "req -x509 -key ca.key -out ca.crt -days 30 -subj /CN=consoles");
        openssl(in, "req -new -key own.key -out own.csr -subj /CN=console");
        openssl(in, "x509 -req -in own.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out own.crt -days 30");
        var own = CertificateFiles.read(in.resolve("own.crt"), in.resolve("own.key"));
        return new ForeignFiles(
                certificate(in.resolve("ca.crt")),
                new KeyedCertificate(own.chain().getFirst(), own.key()));
    }

    private static void openssl(Path in, String words) {
        // The names of files come last for the commands that make keys by their length.
        var command = words.startsWith("genrsa") ? words.replaceFirst("( [0-9]+)(.*)", "$2$1") : words;
        Programs.run(in, ("openssl " + command).split(" "));
    }

    private static X509Certificate certificate(Path file) throws IOException, CertificateException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
    }

    /** What the service over there says to whoever comes with these files. */
    private String said(ForeignFiles there, ForeignFiles here) {
        int port = Programs.freePort();
        var machine = new ConsoleMachine(OneMachine.ID, "there", false, "127.0.0.1:" + port, Optional.empty());
        var book = new OneMachine().with(OneMachine.free(true));
        var trust = new PeerTrust(new PeerBook(folder.resolve("peers")), Optional.of(here));
        try (var far = book.serve(folder.resolve("far"), port, "ipmitool", Optional.of(there));
                var forwarding = new Forwarding(trust);
                var open = forwarding.open(machine, new Guest.Admin("metal-console"), 80, 24)) {
            assertThat(far.peerPort()).contains(port);
            return new String(open.output().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-----BEGIN RSA PRIVATE KEY-----, " + RSA,
        "-----BEGIN PRIVATE KEY-----,     genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048",
        "-----BEGIN EC PRIVATE KEY-----,  ecparam -genkey -name secp384r1",
        "-----BEGIN PRIVATE KEY-----,     genpkey -algorithm ed25519"
    })
    void bothEndsTakeIt(String form, String kind) throws Exception {
        var files = made("files", kind);

        assertThat(Files.readString(folder.resolve("files/own.key"))).contains(form);
        // Each step of coming in has some seconds, which a busy machine may need for its first time.
        assertThat(Eventually.succeeds("coming in", () -> said(files, files)))
                .contains("the plant knows no management controller of this machine");
    }

    @Test
    void whoHasTheCertificateOfAnotherAuthorityStaysOutside() throws Exception {
        var there = made("there", RSA);
        var other = made("other", "genpkey -algorithm ed25519");
        var pretends = new ForeignFiles(there.authority(), other.own());

        assertThatThrownBy(() -> said(there, pretends)).isInstanceOf(Problem.class);
    }

    @Test
    void aKeyWithAPasswordAndThatOfAnotherCertificateAreRefusedWithTheReason() throws Exception {
        made("files", RSA);
        var in = folder.resolve("files");
        openssl(in, "rsa -aes256 -passout pass:secret -in own.key -out locked.key");
        openssl(in, "genpkey -algorithm ed25519 -out other.key");

        assertThatThrownBy(() -> CertificateFiles.read(in.resolve("own.crt"), in.resolve("locked.key")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(
                        "locked.key must hold a key of an elliptic curve, RSA or Ed25519 in PEM, not encrypted");
        assertThatThrownBy(() -> CertificateFiles.read(in.resolve("own.crt"), in.resolve("other.key")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("other.key is no key of the kind RSA, which its certificate has");
        assertThatThrownBy(() -> CertificateFiles.read(in.resolve("own.crt"), in.resolve("ca.key")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("ca.key is not the key of the first certificate in ");
    }
}
