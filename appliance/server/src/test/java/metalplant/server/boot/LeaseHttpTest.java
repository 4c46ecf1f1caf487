package metalplant.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import metalplant.core.boot.BootLeases;
import metalplant.core.store.InMemoryStore;
import metalplant.server.http.TestDoor;
import metalplant.testkit.SimulatedWorld;
import metalplant.testkit.ip.Ipam;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaseHttpTest {
    private static final String PATH = "/v1/plant/lease";
    private static final String GOOD = "{'mac':'0C:00:00:00:00:01','partitionid':'p1'}";
    private static final String OF_ANOTHER_CARD = "{'mac':'0c:00:00:00:00:02','partitionid':'p1'}";
    private static final Duration LIFE = Duration.ofHours(2);

    private final SimulatedWorld world = SimulatedWorld.seeded(1);
    private final InMemoryStore store = new InMemoryStore();
    private TestDoor door = new TestDoor();

    @BeforeEach
    void aDoorForTwoLeases(@TempDir Path folder) {
        Ipam.on(store);
        var certificates = new LeaseCertificates(TestPki.in(folder).listener());
        door = new TestDoor(
                new LeaseHttp(new BootLeases(store, world, certificates, certificates::newHmacKey, LIFE, 2)));
    }

    @Test
    void onlyTheBootServerMayAsk() {
        assertThat(door.table()).isEqualTo("POST /v1/plant/lease createBootLease EDIT");
    }

    @Test
    void aLeaseIsACertificateAndAKeyOfItsOwnForAsLongAsWasChosen() throws Exception {
        var reply = door.post(PATH, GOOD);

        assertThat(reply.status()).isEqualTo(201);
        var lease = reply.body();
        assertThat(Instant.parse(lease.path("expires").asText()))
                .isEqualTo(world.now().plus(LIFE));
        assertThat(lease.path("key").asText()).startsWith("-----BEGIN PRIVATE KEY-----");
        assertThat(lease.path("hmac").asText()).hasSizeGreaterThan(30);
        var certificate = certificate(lease.path("cert").asText());
        certificate.verify(certificate(lease.path("ca_cert").asText()).getPublicKey());
        assertThat(certificate.getSubjectAlternativeNames().toString())
                .contains(lease.path("lease").asText());
        assertThat(certificate.getNotBefore())
                .as("a clock can be set back while a server boots")
                .isEqualTo(Instant.EPOCH);
    }

    private static X509Certificate certificate(String pem) throws Exception {
        var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(bytes);
    }

    @Test
    void twoLeasesOfOneCardHaveNoSecretInCommon() {
        var secrets = new HashSet<String>();
        for (int i = 0; i < 2; i++) {
            var lease = door.post(PATH, GOOD).body();
            secrets.add(lease.path("lease").asText());
            secrets.add(lease.path("hmac").asText());
            secrets.add(lease.path("key").asText());
        }

        assertThat(secrets).hasSize(6);
    }

    @Test
    void tooManyLeasesAtATimeAreToldToComeAgainAndEndByThemselves() {
        door.post(PATH, GOOD);
        door.post(PATH, OF_ANOTHER_CARD);

        var refused = door.post(PATH, "{'mac':'0c:00:00:00:00:03','partitionid':'p1'}");

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.message()).contains("2 boot leases are out already");
        world.advance(LIFE.plusSeconds(1));
        assertThat(door.post(PATH, GOOD).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'partitionid':'p1'}; 400; mac and partitionid must be given",
                "{'mac':'0c:00:00:00:00:01'}; 400; mac and partitionid must be given",
                "{'mac':null,'partitionid':'p1'}; 400; mac and partitionid must be given",
                "{'mac':'0c:00:00:00:00','partitionid':'p1'}; 400; mac must look like",
                "{'mac':'nonsense','partitionid':'p1'}; 400; mac must look like",
                "{'mac':7,'partitionid':{}}; 400; ''",
                "{'mac':'0c:00:00:00:00:01','partitionid':'none'}; 404; no partition with id"
            })
    void aRequestThatCannotBeGrantedSaysWhy(String body, int status, String message) {
        var reply = door.post(PATH, body);

        assertThat(reply.status()).as(reply.message()).isEqualTo(status);
        assertThat(reply.message()).contains(message);
        assertThat(store.<Long>read("leases", tx -> tx.leases().countLive(world.now())))
                .isZero();
    }
}
