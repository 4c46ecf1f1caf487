package metalplant.installer.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import metalplant.testkit.upgrade.SignedUpgrade;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpgradeFileTest {
    @TempDir
    Path folder = Path.of("");

    private SignedUpgrade upgrades = new SignedUpgrade(folder);

    @BeforeEach
    void aKey() {
        upgrades = new SignedUpgrade(folder);
    }

    private TrustedKeys keys() {
        return TrustedKeys.of(upgrades.key().getPublic());
    }

    private void verify(Path path) {
        try (var file = UpgradeFile.open(path, keys())) {
            file.verify(() -> false, (what, done, all) -> {});
        }
    }

    @Test
    void aGoodFileSaysWhatItIsAndItsPartsAreWhatWasSigned() {
        try (var file = UpgradeFile.open(upgrades.file("1.2.3"), keys())) {
            file.verify(() -> false, (what, done, all) -> assertThat(done).isLessThanOrEqualTo(all));

            assertThat(file.manifest().version()).isEqualTo("1.2.3");
            assertThat(file.manifest().entry())
                    .isEqualTo("metal-plant-1.2.3-"
                            + SignedUpgrade.roothash("1.2.3").substring(0, 12));
            assertThat(file.manifest().rootId().toString().replace("-", ""))
                    .isEqualTo(SignedUpgrade.roothash("1.2.3").substring(0, 32));
        }
    }

    @Test
    void aFileOfAnotherKeyIsNotOpened() {
        var file = upgrades.file("1.2.3");

        assertThatThrownBy(() -> UpgradeFile.open(
                        file, TrustedKeys.of(SignedUpgrade.newKey().getPublic())))
                .hasMessageContaining("is not signed by a key that this image trusts");
    }

    @Test
    void anImageWithoutAKeyTrustsNothing() {
        assertThatThrownBy(() -> TrustedKeys.in(folder.resolve("none"))).hasMessageContaining("built without a key");
    }

    @Test
    void aFileThatIsCutShortAnywhereIsRefused() throws Exception {
        var whole = upgrades.file("1.2.3");
        var size = SignedUpgrade.ROOT_BYTES + SignedUpgrade.TREE_BYTES + SignedUpgrade.KERNEL_BYTES;
        for (long length : new long[] {0, 100, 512, 700, 1_500, 2_000, 5_000, 200_000, size}) {
            var cut = folder.resolve("cut");
            Files.write(cut, java.util.Arrays.copyOf(Files.readAllBytes(whole), (int) length));

            assertThatThrownBy(() -> verify(cut))
                    .as("%d bytes", length)
                    .hasMessageFindingMatch("is cut short|is no upgrade file");
        }
    }

    @Test
    void oneChangedByteAnywhereIsFound() throws Exception {
        var whole = upgrades.file("1.2.3");
        long end = Files.size(whole) - 10_240;
        for (long at = 3; at < end; at += 997) {
            var spoilt = Files.copy(whole, folder.resolve("spoilt"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            flip(spoilt, at);
            if (java.util.Arrays.equals(header(whole, at), header(spoilt, at))) {
                continue;
            }
            long byteAt = at;
            assertThatThrownBy(() -> verify(spoilt)).as("byte %d", byteAt).isInstanceOf(metalplant.model.Problem.class);
        }
    }

    /** What the archive says beside its parts is padding where nothing reads it. */
    private static byte[] header(Path file, long at) throws Exception {
        var bytes = Files.readAllBytes(file);
        return isPadding(bytes, (int) at) ? new byte[0] : bytes;
    }

    private static boolean isPadding(byte[] bytes, int at) {
        int next = 0;
        while (next + 512 <= bytes.length && bytes[next] != 0) {
            int length =
                    Integer.parseInt(new String(bytes, next + 124, 11, java.nio.charset.StandardCharsets.US_ASCII), 8);
            int data = next + 512;
            if (at >= next && at < data + length) {
                return false;
            }
            next = data + (length + 511) / 512 * 512;
        }
        return true;
    }

    @Test
    void somethingElseIsNoUpgradeFile() throws Exception {
        assertThatThrownBy(() -> UpgradeFile.open(Files.write(folder.resolve("else"), new byte[9_999]), keys()))
                .hasMessageContaining("is no upgrade file");
        assertThatThrownBy(() -> UpgradeFile.open(folder, keys())).hasMessageContaining("there is no file");
    }

    private static void flip(Path file, long at) throws Exception {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(at);
            int old = open.read();
            open.seek(at);
            open.write(old ^ 0x11);
        }
    }
}
