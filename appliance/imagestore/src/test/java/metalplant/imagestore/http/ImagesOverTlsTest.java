package metalplant.imagestore.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.TestDepots;
import metalplant.mesh.certificate.Authority;
import metalplant.mesh.certificate.Validity;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same files over TLS, with a certificate of a plant's authority. */
class ImagesOverTlsTest {
    private static final String NAME = "metal-os/stable/debian/12.0/img.tar.lz4";
    private static final byte[] CONTENT = TestDepots.bytes(3_000_001, 1);

    @TempDir
    Path folder;

    private final Authority authority = Authority.create(Validity.FOR_EVER);
    private ImageServer server;

    @BeforeEach
    void start() throws IOException {
        var leaf = authority.issue(
                "images",
                new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")),
                List.of(KeyPurposeId.id_kp_serverAuth),
                Validity.FOR_EVER);
        var certificate = Files.writeString(folder.resolve("leaf.crt"), leaf.certificatePem());
        var key = Files.writeString(folder.resolve("leaf.key"), leaf.keyPem());
        var depot = TestDepots.at(folder.resolve("depot"));
        TestDepots.put(depot, NAME, ImageKind.OS, CONTENT);
        server = ImageServer.start(
                new ServerConfig(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Optional.of(new ServerConfig.Tls(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), certificate, key)),
                        4,
                        Duration.ofMinutes(1)),
                new ImageServer.Served(depot, name -> new Miss.Unknown("nobody knows " + name), () -> ""));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<byte[]> ask(Authority trusted, String scheme, String... headers)
            throws IOException, InterruptedException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("authority", trusted.identity().certificate());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (var client = HttpClient.newBuilder().sslContext(context).build()) {
            var request = HttpRequest.newBuilder(
                            URI.create("%s://127.0.0.1:%d/%s".formatted(scheme, server.tlsPort(), NAME)))
                    .timeout(Duration.ofSeconds(20));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    @Test
    void aFileComesWholeAndInParts() throws Exception {
        var whole = ask(authority, "https");
        var part = ask(authority, "https", "Range", "bytes=1000-2999999");

        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(CONTENT);
        assertThat(whole.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(CONTENT, 1000, 3_000_000));
    }

    @Test
    void itIsThePlantsCertificateAndNothingIsServedWithout() throws Exception {
        var other = Authority.create(Validity.FOR_EVER);
        assertThatThrownBy(() -> ask(other, "https")).isInstanceOf(SSLHandshakeException.class);
        assertThatThrownBy(() -> ask(authority, "http")).isInstanceOf(IOException.class);
    }
}
