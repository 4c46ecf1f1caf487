package metalplant.installer.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import metalplant.installer.Blocks;
import metalplant.installer.Gpt;
import metalplant.installer.GptPartition;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.testkit.upgrade.SignedUpgrade;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotWriterTest {
    private static final String RUNNING = SignedUpgrade.roothash("1.0.0");
    private static final List<String> NAMES =
            List.of("esp", "root-a", "root-a-verity", "root-b", "root-b-verity", "METALPLANT", "var-key", "var");
    private static final int SECTORS = 2048;

    @TempDir
    Path folder = Path.of("");

    private SignedUpgrade upgrades = new SignedUpgrade(folder);
    private Path disk = folder;
    private byte[] before = {};

    @BeforeEach
    void aDiskThatRunsFromSlotA() throws Exception {
        upgrades = new SignedUpgrade(folder);
        var partitions = new java.util.ArrayList<GptPartition>();
        for (int i = 0; i < NAMES.size(); i++) {
            long first = 2048L + (long) i * SECTORS;
            partitions.add(
                    new GptPartition(new UUID(1, 1), new UUID(9, i), first, first + SECTORS - 1, 0, NAMES.get(i)));
        }
        var running = partitions.get(1).withId(UpgradeManifest.half(RUNNING.substring(0, 32)));
        partitions.set(1, running);
        var table = new Gpt(new UUID(7, 7), 2048L + (long) NAMES.size() * SECTORS + 64, partitions);
        before = new byte[(int) table.diskSectors() * Gpt.SECTOR];
        new Random(1).nextBytes(before);
        System.arraycopy(table.head(), 0, before, 0, Gpt.HEAD);
        System.arraycopy(table.tail(), 0, before, before.length - Gpt.TAIL, Gpt.TAIL);
        disk = Files.write(folder.resolve("disk"), before);
    }

    private SlotWriter writer() {
        return new SlotWriter(disk, "root-a", RUNNING);
    }

    private UpgradeFile upgrade(String version, int rootBytes) {
        return UpgradeFile.open(
                upgrades.file(version, "amd64", 1, rootBytes),
                TrustedKeys.of(upgrades.key().getPublic()));
    }

    private static byte[] place(byte[] bytes, String name, int length) {
        int at = (2048 + NAMES.indexOf(name) * SECTORS) * Gpt.SECTOR;
        return Arrays.copyOfRange(bytes, at, at + length);
    }

    @Test
    void theOtherSlotHasTheUpgradeAndItsIdsAndNothingElseChanges() throws Exception {
        try (var file = upgrade("2.0.0", SignedUpgrade.ROOT_BYTES)) {
            var written = writer().write(file, () -> false, (what, done, all) -> {});
            writer().name(file.manifest());

            assertThat(written.written()).isEqualTo(SignedUpgrade.ROOT_BYTES + SignedUpgrade.TREE_BYTES);
            var after = Files.readAllBytes(disk);
            assertThat(place(after, "root-b", SignedUpgrade.ROOT_BYTES))
                    .isEqualTo(SignedUpgrade.bytes("2.0.0", "root", SignedUpgrade.ROOT_BYTES));
            assertThat(place(after, "root-b-verity", SignedUpgrade.TREE_BYTES))
                    .isEqualTo(SignedUpgrade.bytes("2.0.0", "verity", SignedUpgrade.TREE_BYTES));
            var table = Gpt.read(Arrays.copyOf(after, Gpt.HEAD), after.length / Gpt.SECTOR)
                    .orElseThrow();
            assertThat(table.named("root-b").orElseThrow().id())
                    .isEqualTo(file.manifest().rootId());
            assertThat(table.named("root-b-verity").orElseThrow().id())
                    .isEqualTo(file.manifest().verityId());
            assertThat(Arrays.copyOfRange(after, after.length - Gpt.TAIL, after.length))
                    .isEqualTo(table.tail());
            for (var name : List.of("esp", "root-a", "root-a-verity", "METALPLANT", "var-key", "var")) {
                assertThat(place(after, name, SECTORS * Gpt.SECTOR))
                        .as(name)
                        .isEqualTo(place(before, name, SECTORS * Gpt.SECTOR));
            }
        }
    }

    @Test
    void anInterruptedSlotIsGoneOnWithAndAWholeOneIsNotWrittenAgain() {
        try (var file = upgrade("2.0.0", SignedUpgrade.ROOT_BYTES)) {
            var pieces = new AtomicInteger();
            assertThatThrownBy(() -> writer().write(file, () -> pieces.incrementAndGet() > 1, (what, done, all) -> {}))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo(ProblemCode.DISK_UNFINISHED));

            var again = writer().write(file, () -> false, (what, done, all) -> {});
            assertThat(again.found()).as("what the first call wrote").isEqualTo(SignedUpgrade.ROOT_BYTES);
            assertThat(writer().write(file, () -> false, (what, done, all) -> {})
                            .written())
                    .isZero();
        }
    }

    @Test
    void aDiskThatForgetsWhatWasWrittenIsNotNamed() {
        try (var file = upgrade("2.0.0", SignedUpgrade.ROOT_BYTES)) {
            assertThatThrownBy(() -> writer().write(file, () -> false, (what, done, all) -> {
                        if (what.equals("writing root-b-verity")) {
                            spoil();
                        }
                    }))
                    .hasMessageContaining("does not give back");
        }
    }

    private void spoil() {
        try (var open = new RandomAccessFile(disk.toFile(), "rw")) {
            open.seek((2048L + 3L * SECTORS) * Gpt.SECTOR + 77);
            open.write(before[3] ^ 0x33);
            open.write(before[4] ^ 0x44);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aSlotThatIsTooSmallIsRefusedAndNothingWritten() throws Exception {
        try (var file = upgrade("2.0.0", SECTORS * Gpt.SECTOR + 1)) {
            assertThatThrownBy(() -> writer().write(file, () -> false, (what, done, all) -> {}))
                    .hasMessageContaining("the slot \"root-b\" of this disk has 1 MiB, the upgrade needs 2 MiB");
            assertThat(Files.readAllBytes(disk)).isEqualTo(before);
        }
    }

    @Test
    void anotherDiskThanTheOneThatRunsIsNotTouched() throws Exception {
        try (var file = upgrade("2.0.0", SignedUpgrade.ROOT_BYTES)) {
            var other = new SlotWriter(disk, "root-a", SignedUpgrade.roothash("0.9.0"));

            assertThatThrownBy(() -> other.write(file, () -> false, (what, done, all) -> {}))
                    .hasMessageContaining("is not the disk that this system runs from");
            assertThat(Files.readAllBytes(disk)).isEqualTo(before);
        }
    }

    @Test
    void aTableThatWasTornWhileItWasNamedHasAWholeCopyAtTheEnd() throws Exception {
        try (var file = upgrade("2.0.0", SignedUpgrade.ROOT_BYTES)) {
            writer().name(file.manifest());
        }
        var after = Files.readAllBytes(disk);
        var tail = Arrays.copyOfRange(after, after.length - Gpt.TAIL, after.length);
        assertThat(Gpt.read(Arrays.copyOf(after, Gpt.HEAD), after.length / Gpt.SECTOR)
                        .orElseThrow()
                        .tail())
                .isEqualTo(tail);
        try (var blocks = Blocks.toRead(disk)) {
            assertThat(ByteBuffer.wrap(blocks.read(0, Gpt.HEAD))).isNotEqualTo(ByteBuffer.wrap(before, 0, Gpt.HEAD));
        }
    }
}
