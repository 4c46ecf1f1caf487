package metalplant.installer.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import metalplant.testkit.upgrade.SignedUpgrade;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootEntriesTest {
    @TempDir
    Path esp = Path.of("");

    @TempDir
    Path folder = Path.of("");

    private Path linux = esp;

    @BeforeEach
    void aBootPartitionWithAGoodEntry() throws Exception {
        linux = Files.createDirectories(esp.resolve("EFI/Linux"));
        Files.writeString(linux.resolve("metal-plant-1.0.0-aaaaaaaaaaaa.efi"), "old");
        Files.writeString(linux.resolve("something-else.efi"), "not ours");
    }

    @Test
    void aNewEntryAppearsAtOnceWithThreeTriesAndIsFoundByItsHash() throws Exception {
        var upgrades = new SignedUpgrade(folder);
        var entries = new BootEntries(esp);
        try (var file = UpgradeFile.open(
                upgrades.file("2.0.0"), TrustedKeys.of(upgrades.key().getPublic()))) {
            entries.prepare(file, () -> false);
            assertThat(entries.list()).as("nothing to start yet").hasSize(1);
            entries.activate(file.manifest());
            entries.activate(file.manifest());

            var entry = entries.of(file.manifest().roothash()).orElseThrow();
            assertThat(entry.left()).isEqualTo(OptionalInt.of(BootEntries.TRIES));
            assertThat(entry.version()).isEqualTo("2.0.0");
            assertThat(Files.readAllBytes(entry.file()))
                    .isEqualTo(SignedUpgrade.bytes("2.0.0", "kernel", SignedUpgrade.KERNEL_BYTES));
            assertThat(entries.list()).hasSize(2);
        }
    }

    @Test
    void countsAreReadAndTakenAwayAsTheBootLoaderWritesThem() throws Exception {
        Files.writeString(linux.resolve("metal-plant-2.0.0-bbbbbbbbbbbb+0-3.efi"), "new");
        Files.writeString(linux.resolve("metal-plant-3.0.0~rc1-cccccccccccc+2-1.efi"), "newer");
        var entries = new BootEntries(esp);

        var bad = entries.of("b".repeat(64)).orElseThrow();
        assertThat(bad.mayStart()).isFalse();
        assertThat(bad.done()).isEqualTo(3);
        assertThat(entries.of("c".repeat(64)).orElseThrow().mayStart()).isTrue();
        entries.markGood(bad);
        assertThat(linux.resolve("metal-plant-2.0.0-bbbbbbbbbbbb.efi")).exists();
        entries.markLast(entries.of("a".repeat(64)).orElseThrow());
        assertThat(linux.resolve("metal-plant-1.0.0-aaaaaaaaaaaa+0-0.efi")).exists();
        entries.remove(entries.of("a".repeat(64)).orElseThrow());
        assertThat(entries.of("a".repeat(64))).isEmpty();
    }
}
