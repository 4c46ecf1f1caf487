package metalplant.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import metalplant.mesh.certificate.Authority;
import metalplant.mesh.certificate.KeyedCertificate;
import metalplant.mesh.certificate.Validity;
import metalplant.mesh.identity.IncarnationFile;
import metalplant.mesh.identity.PlantIdentity;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoorTlsTest {
    @TempDir
    Path folder = Path.of("");

    private Optional<DoorTls> open = Optional.empty();
    private Optional<WebServer> server = Optional.empty();

    @AfterEach
    void stop() {
        server.ifPresent(WebServer::stop);
        open.ifPresent(DoorTls::close);
    }

    private PlantIdentity identity() {
        return PlantIdentity.open(
                folder.resolve("keys"), new IncarnationFile(folder.resolve("lives")), new SecureRandom());
    }

    private DoorTls serve(DoorTlsConfig config) {
        var tls = DoorTls.open(config, InetAddress.getLoopbackAddress(), this::identity, new SystemWorld());
        open = Optional.of(tls);
        server = Optional.of(WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .shutdownHook(false)
                .tls(Tls.builder().sslContext(tls.context()).build())
                .routing(routing -> routing.get("/", (_, res) -> res.send("served")))
                .build()
                .start());
        return tls;
    }

    /** What an ordinary client gets that trusts this authority: dates, names and chain are checked. */
    private X509Certificate shown(X509Certificate authority, String host) throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("it", authority);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (var client = HttpClient.newBuilder().sslContext(context).build()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create("https://" + host + ":"
                                    + server.orElseThrow().port() + "/"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo("served");
            return (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
        }
    }

    private static X509Certificate authorityOf(PlantIdentity identity) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(identity.meshCa().toArray()));
    }

    @Test
    void anOrdinaryClientTrustsTheDoorThroughTheAuthorityOfItsPlant() throws Exception {
        serve(new DoorTlsConfig(DoorTlsConfig.Mode.ON, List.of("api.example.org", "192.0.2.7"), Optional.empty()));

        var leaf = shown(authorityOf(identity()), "127.0.0.1");

        assertThat(leaf.getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .containsExactlyInAnyOrder("127.0.0.1", "192.0.2.7", "api.example.org", "localhost");
        assertThat(shown(authorityOf(identity()), "localhost")).isEqualTo(leaf);
    }

    @Test
    void whatTheDoorShowsIsWorthNothingAmongPlants() {
        var pins = new metalplant.trust.Pins();
        var identity = identity();
        var leaf = identity.serving(List.of("localhost"));

        assertThatThrownBy(() -> {
                    pins.pin(identity.plant().text(), identity.meshCa().toArray());
                    pins.identify(new X509Certificate[] {leaf.certificate()});
                })
                .isInstanceOf(java.security.cert.CertificateException.class);
    }

    @Test
    void aCertificateOutlivesARestartAndFollowsItsNames() {
        var identity = identity();
        var first = identity.serving(List.of("localhost"));

        assertThat(identity().serving(List.of("localhost")).certificate()).isEqualTo(first.certificate());
        assertThat(identity().serving(List.of("localhost", "192.0.2.7")).certificate())
                .isNotEqualTo(first.certificate());
    }

    private DoorTlsConfig.Files files(Authority authority, Instant changed) throws IOException {
        var made = authority.issue(
                "other",
                new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")),
                List.of(KeyPurposeId.id_kp_serverAuth),
                Validity.FOR_EVER);
        return files(made.certificatePem(), made.keyPem(), changed);
    }

    private DoorTlsConfig.Files files(String certificate, String key, Instant changed) throws IOException {
        var files = new DoorTlsConfig.Files(folder.resolve("tls.crt"), folder.resolve("tls.key"));
        Files.writeString(files.certificate(), certificate);
        Files.writeString(files.key(), key);
        Files.setLastModifiedTime(files.certificate(), FileTime.from(changed));
        return files;
    }

    @Test
    void filesOfAnOperatorAreTakenInAgainWithoutARestartAndBrokenOnesChangeNothing() throws Exception {
        var authority = Authority.create(Validity.FOR_EVER);
        var root = authority.identity().certificate();
        var now = Instant.EPOCH;
        var files = files(authority, now);
        var tls = serve(new DoorTlsConfig(DoorTlsConfig.Mode.ON, List.of(), Optional.of(files)));
        var first = shown(root, "127.0.0.1");

        files(authority, now.plusSeconds(1));
        tls.look();
        var second = shown(root, "127.0.0.1");
        assertThat(second).isNotEqualTo(first);

        files("nothing", "nothing", now.plusSeconds(2));
        tls.look();
        assertThat(shown(root, "127.0.0.1")).isEqualTo(second);

        files(authority, now.plusSeconds(3));
        tls.look();
        assertThat(shown(root, "127.0.0.1")).isNotEqualTo(second);
    }

    @Test
    void filesThatDoNotBelongTogetherStopTheStartAndSayWhy() throws Exception {
        var authority = Authority.create(Validity.FOR_EVER);
        var stranger = new KeyedCertificate(
                authority.identity().certificate(), KeyedCertificate.newKeys().getPrivate());
        var files = files(authority.identity().certificatePem(), stranger.keyPem(), Instant.EPOCH);

        assertThatThrownBy(() -> serve(new DoorTlsConfig(DoorTlsConfig.Mode.ON, List.of(), Optional.of(files))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("tls.key is not the key of the first certificate");
        assertThatThrownBy(() -> serve(new DoorTlsConfig(
                        DoorTlsConfig.Mode.ON,
                        List.of(),
                        Optional.of(new DoorTlsConfig.Files(folder.resolve("no"), folder.resolve("no"))))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void tlsIsSpokenUnlessTheDoorListensOnLoopbackOnly() {
        var auto = DoorTlsConfig.DEFAULT;

        assertThat(auto.secures(InetAddress.getLoopbackAddress())).isFalse();
        assertThat(auto.secures(InetAddress.ofLiteral("0.0.0.0"))).isTrue();
        assertThat(auto.secures(InetAddress.ofLiteral("192.0.2.1"))).isTrue();
    }
}
