package metalplant.mesh.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.value.PlantId;
import metalplant.mesh.TestPlant;
import metalplant.model.Problem;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Takes part in the five minutes of federation tests: about a second. */
class PlantIdentityTest {
    @TempDir
    Path folder;

    private PlantIdentity open() {
        return PlantIdentity.open(
                folder.resolve("keys"), new IncarnationFile(folder.resolve("lives")), TestPlant.CHANCE);
    }

    @Test
    void aSecondStartFindsWhatTheFirstMade() throws IOException {
        // given
        var first = open();
        first.leaf(InetAddress.getLoopbackAddress());
        var files = contents();

        // when
        var second = open();
        second.leaf(InetAddress.getLoopbackAddress());

        // then
        assertThat(contents()).isEqualTo(files);
        assertThat(second.record("north", 1, "")).isEqualTo(first.record("north", 1, ""));
    }

    @Test
    void nobodyElseCanReadAnyOfIt() throws IOException {
        // when
        open().leaf(InetAddress.getLoopbackAddress());

        // then
        for (var folderName : List.of("keys", "lives")) {
            assertThat(mode(folder.resolve(folderName))).isEqualTo("rwx------");
            try (var files = Files.list(folder.resolve(folderName))) {
                assertThat(files)
                        .isNotEmpty()
                        .allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void theRecordSaysWhoItIsAndFitsIntoTheLedger() {
        // when
        var identity = open();
        var record = identity.record("fra_eqx_01", 1, "192.0.2.1:51820");

        // then
        assertThat(record.plant()).isEqualTo(PlantId.of(identity.signer().key().raw()));
        assertThat(record.incarnation().counter()).isEqualTo(1);
        assertThat(CanonicalForm.decode(MemberRecord.class, CanonicalForm.encode(record)))
                .isEqualTo(record);
    }

    @Test
    void theWireguardTextsAreAKeyPairOfX25519() {
        // when
        var key = open().wireguard();
        var secret = Base64.getDecoder().decode(key.secretText());
        var point = new byte[32];
        X25519.scalarMultBase(secret, 0, point, 0);

        // then
        assertThat(Base64.getDecoder().decode(key.publicText())).isEqualTo(point);
        assertThat(key.secretText()).hasSize(44).isNotEqualTo(key.publicText());
        assertThat(key).hasToString("***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"root.key", "wireguard.key", "mesh-ca.pem"})
    void aLostOrDamagedFileIsToldAndNeverMadeUpAgain(String name) throws IOException {
        // given
        open();
        var file = folder.resolve("keys").resolve(name);
        Files.writeString(file, "what a bad disk left");

        // then
        assertThatThrownBy(this::open).isInstanceOf(Problem.class).hasMessageContaining(name);
        Files.delete(file);
        assertThatThrownBy(this::open).isInstanceOf(Problem.class).hasMessageContaining("restore it");
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wireguard.key", "mesh-ca.pem", "lives"})
    void aFirstBootThatLostPowerGoesOnAndStaysTheSamePlant(String notYetMade) throws IOException {
        // given
        var plant = open().plant();
        var keys = folder.resolve("keys");
        Files.move(keys.resolve("root.key"), keys.resolve("root.key.begun"));
        Files.deleteIfExists(keys.resolve(notYetMade));
        if (notYetMade.equals("lives")) {
            Files.delete(folder.resolve("lives").resolve("incarnation"));
        }

        // when
        var again = open();

        // then
        assertThat(again.plant()).isEqualTo(plant);
        assertThat(keys.resolve("root.key.begun")).doesNotExist();
        assertThat(open().plant()).isEqualTo(plant);
    }

    @Test
    void theLivesOfAnotherPlantAreNotItsOwn(@TempDir Path other) throws IOException {
        // given
        open();
        var theirs = new IncarnationFile(other);
        PlantIdentity.open(other.resolve("keys"), theirs, TestPlant.CHANCE);

        // then
        assertThatThrownBy(() -> PlantIdentity.open(folder.resolve("keys"), theirs, TestPlant.CHANCE))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("counts the lives of plant");
    }

    @Test
    void aRestoreBeginsALifeAboveEverythingThatAnybodyRemembers() throws IOException {
        // given
        var identity = open();
        var lives = new IncarnationFile(folder.resolve("lives"));
        var before = identity.incarnation();

        // when
        var raised = lives.raise(identity.plant(), 7, TestPlant.CHANCE);
        Files.delete(folder.resolve("lives").resolve("incarnation"));
        assertThatThrownBy(this::open).isInstanceOf(Problem.class).hasMessageContaining("is lost");
        var afterLoss = lives.raise(identity.plant(), 8, TestPlant.CHANCE);

        // then
        assertThat(raised.counter()).isEqualTo(8);
        assertThat(raised.nonce()).isNotEqualTo(before.nonce());
        assertThat(afterLoss.counter()).isEqualTo(9);
        assertThat(open().incarnation()).isEqualTo(afterLoss);
    }

    @Test
    void anotherServiceAddressGetsAnotherLeafOfTheSameAuthority() throws Exception {
        // given
        var identity = open();
        var ca = identity.meshCa();
        var one = identity.leaf(InetAddress.getByName("fd00::1")).getCertificateChain("plant");

        // when
        var other = identity.leaf(InetAddress.getByName("fd00::2")).getCertificateChain("plant");

        // then
        assertThat(other).isNotEqualTo(one);
        assertThat(identity.meshCa()).isEqualTo(ca);
    }

    private TreeMap<String, String> contents() throws IOException {
        var all = new TreeMap<String, String>();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                all.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        return all;
    }

    private static String mode(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
