package metalplant.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskWriterTest {
    private static final long SIZE = InstallPlanner.DATA_MIN_BYTES + 64 * Disks.MIB;

    @TempDir
    Path folder;

    private Path image;
    private Path disk;
    private InstallPlan plan;

    @BeforeEach
    void anImageAndAUsedDisk() throws IOException {
        image = Disks.imageFile(folder);
        disk = Disks.usedDisk(folder, SIZE);
        plan = InstallPlanner.plan(
                image.toString(), Disks.image(), "", Disks.facts(disk, SIZE), false, Disks.counted());
    }

    private DiskWriter writer() {
        return new DiskWriter(plan, () -> false, (what, done, all) -> {});
    }

    @Test
    void theDiskHasTheImageATableOfItsOwnAndNothingOfItsFormerUse() {
        var written = writer().run();

        assertThat(Gpt.read(Disks.bytes(disk, 0, Gpt.HEAD), SIZE / Gpt.SECTOR)).contains(plan.table());
        assertThat(Disks.bytes(disk, SIZE - Gpt.TAIL, Gpt.TAIL))
                .isEqualTo(plan.table().tail());
        for (var one : plan.copies()) {
            assertThat(Disks.bytes(disk, one.offset(), (int) one.length()))
                    .as(one.name())
                    .isEqualTo(Disks.bytes(image, one.offset(), (int) one.length()));
        }
        for (var one : plan.emptied()) {
            assertThat(Disks.bytes(disk, one.offset(), (int) one.length()))
                    .as(one.name())
                    .containsOnly(0);
        }
        assertThat(written.written() + written.found()).isEqualTo(plan.bytes());
        assertThat(written.sha256()).hasSize(64);
    }

    @Test
    void anInterruptedDiskStartsNothingAndTheSameCallGoesOn() {
        var pieces = new AtomicInteger();
        var interrupted = new DiskWriter(plan, () -> pieces.incrementAndGet() > 9, (what, done, all) -> {});

        assertThatThrownBy(interrupted::run)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.DISK_UNFINISHED));
        assertThat(Gpt.read(Disks.bytes(disk, 0, Gpt.HEAD), SIZE / Gpt.SECTOR)).isEmpty();

        var again = writer().run();
        assertThat(again.found()).as("what the first call wrote").isPositive();
        assertThat(writer().run().written()).as("a whole disk is written once").isZero();
    }

    @Test
    void aDiskThatForgetsWhatWasWrittenIsNotGivenATable() {
        var esp = plan.copies().getFirst();
        var broken = new DiskWriter(plan, () -> false, (what, done, all) -> {
            if (what.equals("writing METALPLANT")) {
                spoil(esp.offset() + 100);
            }
        });

        assertThatThrownBy(broken::run).hasMessageContaining("does not give back what was written to it");
        assertThat(Gpt.read(Disks.bytes(disk, 0, Gpt.HEAD), SIZE / Gpt.SECTOR)).isEmpty();
    }

    @Test
    void aBootPartitionThatChangedWhileItWasCopiedIsCopiedAgain() {
        var changes = new AtomicInteger();
        var esp = plan.copies().getFirst();
        var writer = new DiskWriter(plan, () -> false, (what, done, all) -> {
            if (what.equals("writing METALPLANT") && changes.getAndIncrement() == 0) {
                write(image, esp.offset() + 7, 0x55);
            }
        });

        writer.run();

        assertThat(Disks.bytes(disk, esp.offset(), (int) esp.length()))
                .isEqualTo(Disks.bytes(image, esp.offset(), (int) esp.length()));
    }

    @Test
    void aDiskThatIsNotTheOneThatWasLookedAtIsNotTouched() throws IOException {
        var before = Disks.bytes(disk, 0, 4096);
        try (var file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(SIZE - 512);
        }

        assertThatThrownBy(() -> writer().run()).hasMessageContaining("look again");
        assertThat(Disks.bytes(disk, 0, 4096)).isEqualTo(before);
        assertThat(Files.size(disk)).isEqualTo(SIZE - 512);
    }

    private void spoil(long at) {
        write(disk, at, Disks.bytes(disk, at, 1)[0] ^ 1);
    }

    private static void write(Path file, long at, int value) {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(at);
            open.write(value);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
