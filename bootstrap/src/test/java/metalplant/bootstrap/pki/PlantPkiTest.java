package metalplant.bootstrap.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import metalplant.mesh.certificate.Authority;
import metalplant.mesh.certificate.KeyedCertificate;
import metalplant.mesh.certificate.Validity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlantPkiTest {
    private static final Instant BUILT = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2027-03-01T12:00:00Z");
    private static final PlantPki.Names NAMES = new PlantPki.Names("north", List.of());

    @TempDir
    Path folder;

    @Test
    void everyCertificateIsSignedByThePlantsAuthority() throws Exception {
        // when
        var pki = open(NAMES, NOW);

        // then
        for (var file : List.of(pki.grpcServerCert(), pki.partitionClientCert(), pki.nsqdCert(), pki.nsqClientCert())) {
            verify(certificate(file), certificate(pki.caCert()), NOW);
        }
    }

    @Test
    void anotherPlantsAuthorityDoesNotVouchForThem(@TempDir Path other) throws Exception {
        // given
        var ours = open(NAMES, NOW);
        var theirs = PlantPki.open(other.resolve("pki"), NAMES, NOW, BUILT);

        // then
        assertThatThrownBy(() -> verify(certificate(ours.grpcServerCert()), certificate(theirs.caCert()), NOW))
                .isInstanceOf(Exception.class);
    }

    @Test
    void theListenersCertificateNamesLoopbackAndTheGivenAddresses() throws Exception {
        // when
        var pki = open(new PlantPki.Names("north", List.of(InetAddress.getByName("192.0.2.7"))), NOW);

        // then
        assertThat(alternatives(pki.grpcServerCert()))
                .containsExactlyInAnyOrder("2=localhost", "7=127.0.0.1", "7=0:0:0:0:0:0:0:1", "7=192.0.2.7");
        assertThat(certificate(pki.grpcServerCert()).getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    }

    @Test
    void theBootClientsCertificateNamesThePartition() throws Exception {
        // when
        var pki = open(NAMES, NOW);

        // then
        assertThat(alternatives(pki.partitionClientCert())).containsExactly("6=metal-plant:partition:north");
        assertThat(certificate(pki.partitionClientCert()).getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    }

    @Test
    void onlyTheOwnerMayReadTheFolderAndTheKeys() throws Exception {
        // when
        var pki = open(NAMES, NOW);

        // then
        assertThat(mode(folder.resolve("pki"))).isEqualTo("rwx------");
        for (var file : List.of(
                pki.caKey(),
                pki.grpcServerKey(),
                pki.partitionClientKey(),
                pki.nsqdKey(),
                pki.nsqClientKey(),
                pki.nsqClientCombined())) {
            assertThat(mode(file)).as(file.toString()).isEqualTo("rw-------");
        }
    }

    @Test
    void aSecondStartKeepsEveryFileByteForByte() throws Exception {
        // given
        open(NAMES, NOW);
        var before = contents();

        // when
        open(NAMES, NOW.plus(Duration.ofDays(1)));

        // then
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void theBusClientsCombinedFileHoldsCertificateAndKey() throws Exception {
        // when
        var pki = open(NAMES, NOW);

        // then
        assertThat(Files.readString(pki.nsqClientCombined()))
                .isEqualTo(Files.readString(pki.nsqClientCert()) + Files.readString(pki.nsqClientKey()));
    }

    @Test
    void aCertificateInTheLastThirdOfItsLifeIsRenewedAndTheAuthoritysKeyStays() throws Exception {
        // given
        var pki = open(NAMES, NOW);
        var oldAuthority = certificate(pki.caCert());
        var oldServer = certificate(pki.grpcServerCert());
        var late = NOW.plus(Duration.ofDays(3652 * 2 / 3 + 2));

        // when
        open(NAMES, late);

        // then
        var newServer = certificate(pki.grpcServerCert());
        assertThat(newServer.getNotAfter()).isAfter(oldServer.getNotAfter());
        assertThat(certificate(pki.caCert()).getPublicKey()).isEqualTo(oldAuthority.getPublicKey());
        verify(newServer, oldAuthority, late);
        verify(oldServer, certificate(pki.caCert()), late);
    }

    @Test
    void aNewListenAddressMakesANewServerCertificateOnly() throws Exception {
        // given
        var pki = open(NAMES, NOW);
        var client = Files.readString(pki.partitionClientCert());
        var server = Files.readString(pki.grpcServerCert());

        // when
        open(new PlantPki.Names("north", List.of(InetAddress.getByName("2001:db8::7"))), NOW);

        // then
        assertThat(Files.readString(pki.grpcServerCert())).isNotEqualTo(server);
        assertThat(alternatives(pki.grpcServerCert())).contains("7=2001:db8:0:0:0:0:0:7");
        assertThat(Files.readString(pki.partitionClientCert())).isEqualTo(client);
    }

    @Test
    void aDamagedKeyIsReplaced() throws Exception {
        // given
        var pki = open(NAMES, NOW);
        Files.writeString(pki.nsqdKey(), Files.readString(pki.nsqClientKey()));

        // when
        open(NAMES, NOW);

        // then
        assertThat(KeyedCertificate.parse(Files.readString(pki.nsqdCert()), Files.readString(pki.nsqdKey())))
                .isPresent();
    }

    @Test
    void aClockThatStandsAtZeroStillGivesCertificatesThatAreGoodTodayAndThen() throws Exception {
        // when
        var pki = open(NAMES, Instant.EPOCH);

        // then
        var server = certificate(pki.grpcServerCert());
        verify(server, certificate(pki.caCert()), Instant.EPOCH);
        verify(server, certificate(pki.caCert()), NOW);
        verify(server, certificate(pki.caCert()), BUILT.plus(Duration.ofDays(3650)));
    }

    @Test
    void certificatesOfARightClockAreGoodAtAnyEarlierTime() throws Exception {
        // when
        var pki = open(NAMES, NOW);
        pki.withCockroach(NOW, BUILT);

        // then
        for (var file : certificates()) {
            verify(certificate(file), certificate(pki.caCert()), Instant.EPOCH);
            verify(certificate(file), certificate(pki.caCert()), NOW.minus(Duration.ofDays(3652)));
        }
    }

    @Test
    void nothingIsMadeAnewInTheFirstTwoThirdsOfItsLife() throws Exception {
        // given
        open(NAMES, NOW);
        var before = contents();

        // when
        open(NAMES, NOW.plus(Duration.ofDays(3652 * 2 / 3 - 2)));

        // then
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void aCertificateThatAClockCouldBeBehindIsMadeAnew() throws Exception {
        // given one of an earlier release, whose authority goes on
        var pki = open(NAMES, NOW);
        var authority =
                new Authority(KeyedCertificate.parse(Files.readString(pki.caCert()), Files.readString(pki.caKey()))
                        .orElseThrow());
        var old = authority.renewed(new Validity(BUILT, NOW.plus(Duration.ofDays(3652)), NOW));
        Files.writeString(pki.caCert(), old.identity().certificatePem());

        // when
        open(NAMES, NOW);

        // then
        assertThat(certificate(pki.caCert()).getNotBefore()).isEqualTo(Instant.EPOCH);
        assertThat(certificate(pki.caCert()).getPublicKey())
                .isEqualTo(old.identity().certificate().getPublicKey());
    }

    private List<Path> certificates() throws Exception {
        try (var files = Files.list(folder.resolve("pki"))) {
            return files.filter(file -> file.toString().endsWith(".crt")).toList();
        }
    }

    private PlantPki open(PlantPki.Names names, Instant now) {
        return PlantPki.open(folder.resolve("pki"), names, now, BUILT);
    }

    private static X509Certificate certificate(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static void verify(X509Certificate leaf, X509Certificate authority, Instant at) throws Exception {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(at));
        var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf));
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
    }

    private static List<String> alternatives(Path file) throws Exception {
        return certificate(file).getSubjectAlternativeNames().stream()
                .map(pair -> pair.get(0) + "=" + pair.get(1))
                .toList();
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private Map<String, String> contents() throws Exception {
        var all = new TreeMap<String, String>();
        try (var files = Files.list(folder.resolve("pki"))) {
            for (var file : files.toList()) {
                all.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return all;
    }
}
