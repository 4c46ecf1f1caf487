package metalplant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import metalplant.bootstrap.pki.PlantPki;
import metalplant.server.PlantConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusDocumentTest {
    private static final Instant NOW = Instant.parse("2026-12-01T08:00:00Z");

    @TempDir
    Path folder;

    @Test
    void aReadyPlantLooksLikeTheGoldenFile() throws Exception {
        // given
        var facts = facts(Optional.of(nsq()));

        // when
        var status = StatusDocument.of(facts)
                .withRack(Optional.of(4712L), Optional.of(new RackCount(16, 15, 1)))
                .with(StatusDocument.State.READY);

        // then
        assertThat(status.toString().replace(folder.toString(), "DATA") + "\n").isEqualTo(golden("status.json"));
    }

    @Test
    void withoutABrokerThereIsNoNsqAtAll() {
        assertThat(StatusDocument.of(facts(Optional.empty())).toString()).doesNotContain("nsq");
    }

    @Test
    void whatWasWrittenIsReadBackForTheOwnerAlone() throws Exception {
        // given
        var file = folder.resolve("status.json");
        var status = StatusDocument.of(facts(Optional.empty()));

        // when
        status.write(file);

        // then
        assertThat(StatusDocument.read(file)).map(StatusDocument::toString).contains(status.toString());
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    }

    private StatusDocument.Facts facts(Optional<PlantConfig.NsqSettings> nsq) {
        var pki = pki();
        return new StatusDocument.Facts(
                new Settings("north", 20000, "127.0.0.1", 16, true),
                new Folders(folder),
                URI.create("http://127.0.0.1:20000/metal/"),
                URI.create("http://127.0.0.1:20010/metal/"),
                "127.0.0.1:20001",
                new PlantConfig.HmacKeys("view-key", "edit-key", "admin-key", "switches-key", "controllers-key"),
                pki,
                DatabaseUrl.of("jdbc:postgresql://127.0.0.1:20002/metalplant", "plant", "se/cret"),
                nsq,
                pki.nsqClientCombined(),
                "http://127.0.0.1:20007",
                "v0.1.0",
                4711,
                NOW);
    }

    private PlantPki pki() {
        return PlantPki.open(folder.resolve("pki"), new PlantPki.Names("north", List.of()), NOW, NOW);
    }

    private PlantConfig.NsqSettings nsq() {
        var pki = pki();
        return new PlantConfig.NsqSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 20003),
                URI.create("http://127.0.0.1:20004"),
                pki.caCert(),
                pki.nsqClientCert(),
                pki.nsqClientKey());
    }

    private static String golden(String name) throws Exception {
        try (var in = StatusDocumentTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
