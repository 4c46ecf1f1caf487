package metalplant.imagestore.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.StoredImage;
import metalplant.imagestore.TestDepots;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.SystemWorld;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DepotTest {
    private static final ImageName KERNEL = new ImageName("boot/metal-kernel");
    private static final byte[] OLD = "the old kernel".getBytes(UTF_8);
    private static final byte[] NEW = "the new kernel, which is longer".getBytes(UTF_8);

    @TempDir
    Path folder;

    /** Stands for the power. */
    private static final class PowerCut extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @Test
    void whatIsKeptIsReadBackUnderItsNameWithItsSums() {
        var depot = TestDepots.at(folder);

        var kept = TestDepots.put(depot, KERNEL.text(), ImageKind.KERNEL, OLD);

        assertThat(TestDepots.read(depot.open(KERNEL).orElseThrow())).isEqualTo(OLD);
        assertThat(depot.chunks(kept)).containsExactly(kept.sha256());
        assertThat(depot.open(ImageKind.BOOT, KERNEL)).isEmpty();
        assertThat(depot.open(ImageKind.KERNEL, KERNEL).map(TestDepots::read)).contains(OLD);
    }

    @Test
    void afterAPowerCutAtAnyPointANameMeansTheOldContentOrTheNewOneAndNothingIsLeftBehind() {
        for (var point : pointsOfReplacing()) {
            var here = folder.resolve(point);
            TestDepots.put(TestDepots.at(here), KERNEL.text(), ImageKind.KERNEL, OLD);
            var dying = Depot.open(here, TestDepots.LIMITS, new SystemWorld(), reached -> {
                if (reached.equals(point)) {
                    throw new PowerCut();
                }
            });

            assertThatThrownBy(() -> TestDepots.put(dying, KERNEL.text(), ImageKind.KERNEL, NEW))
                    .isInstanceOf(PowerCut.class);

            var after = TestDepots.at(here);
            assertThat(TestDepots.read(after.open(KERNEL).orElseThrow()))
                    .as(point)
                    .isIn(OLD, NEW);
            after.sweep(Duration.ZERO.minusSeconds(1));
            assertThat(after.room().bytes()).as(point).isLessThan(OLD.length + NEW.length + 65 * 2);
            TestDepots.put(after, KERNEL.text(), ImageKind.KERNEL, NEW);
            assertThat(TestDepots.read(after.open(KERNEL).orElseThrow()))
                    .as(point)
                    .isEqualTo(NEW);
            assertThat(after.room().drafts()).as(point).isZero();
        }
    }

    private List<String> pointsOfReplacing() {
        var points = new ArrayList<String>();
        var here = folder.resolve("trial");
        TestDepots.put(TestDepots.at(here), KERNEL.text(), ImageKind.KERNEL, OLD);
        TestDepots.put(
                Depot.open(here, TestDepots.LIMITS, new SystemWorld(), points::add),
                KERNEL.text(),
                ImageKind.KERNEL,
                NEW);
        assertThat(points).containsExactly("verified", "synced", "sums", "moved", "safe", "named", "removed");
        return points;
    }

    @Test
    void aPowerCutWhileSomethingIsRemovedLeavesNoNameWithoutAContent() {
        for (var point : List.of("unnamed", "removed")) {
            var here = folder.resolve(point);
            TestDepots.put(TestDepots.at(here), KERNEL.text(), ImageKind.KERNEL, OLD);
            var dying = Depot.open(here, TestDepots.LIMITS, new SystemWorld(), reached -> {
                if (reached.equals(point)) {
                    throw new PowerCut();
                }
            });

            assertThatThrownBy(() -> dying.remove(KERNEL)).isInstanceOf(PowerCut.class);

            var after = TestDepots.at(here);
            assertThat(after.list()).isEmpty();
            assertThat(after.damaged()).isEmpty();
            after.sweep(Duration.ofDays(1));
            assertThat(after.room().bytes()).isZero();
        }
    }

    @Test
    void oneContentUnderTwoNamesIsKeptOnceAndStaysUntilTheLastNameGoes() {
        var depot = TestDepots.at(folder);
        var first = TestDepots.put(depot, "boot/one", ImageKind.KERNEL, OLD);
        var second = TestDepots.put(depot, "boot/two", ImageKind.KERNEL, OLD);

        assertThat(second.sha256()).isEqualTo(first.sha256());
        assertThat(depot.remove(first.name())).isTrue();
        assertThat(TestDepots.read(depot.open(second.name()).orElseThrow())).isEqualTo(OLD);
        assertThat(depot.remove(second.name())).isTrue();
        assertThat(depot.room().bytes()).isZero();
        assertThat(depot.remove(second.name())).isFalse();
    }

    @Test
    void whoReadsAnImageGoesOnWhileItIsRemoved() throws IOException {
        var depot = TestDepots.at(folder);
        TestDepots.put(depot, KERNEL.text(), ImageKind.KERNEL, OLD);
        try (var open = depot.open(KERNEL).orElseThrow()) {
            depot.remove(KERNEL);

            assertThat(depot.find(KERNEL)).isEmpty();
            assertThat(TestDepots.read(open)).isEqualTo(OLD);
        }
    }

    @Test
    void anotherSumOrSizeThanExpectedIsRefusedAndNothingOfItStays() throws IOException {
        var depot = TestDepots.at(folder);
        var wrongMd5 = new Depot.Expected(OLD.length, Optional.empty(), Optional.of("0".repeat(32)));
        var wrongSize = new Depot.Expected(OLD.length + 1, Optional.empty(), Optional.empty());
        for (var expected : List.of(wrongMd5, wrongSize)) {
            try (var draft = depot.draft("x")) {
                draft.content().write(ByteBuffer.wrap(OLD), 0);

                assertThatThrownBy(() -> depot.keep(draft, KERNEL, ImageKind.KERNEL, expected, "a test"))
                        .isInstanceOfSatisfying(
                                Problem.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.IMAGE_REFUSED))
                        .hasMessageContaining(KERNEL.text());
                assertThat(draft.content().size()).isZero();
            }
        }
        assertThat(depot.find(KERNEL)).isEmpty();
    }

    @Test
    void aFileThatWasDamagedOnDiskCountsAsMissing() throws IOException {
        var depot = TestDepots.at(folder);
        var kept = TestDepots.put(depot, KERNEL.text(), ImageKind.KERNEL, OLD);
        var file =
                folder.resolve("objects").resolve(kept.sha256().substring(0, 2)).resolve(kept.sha256());

        assertThat(depot.verify(kept)).isTrue();
        Files.write(file, "the bad kernel".getBytes(UTF_8));
        assertThat(depot.verify(kept)).isFalse();
        assertThat(depot.open(KERNEL)).isEmpty();
        assertThat(depot.damaged()).extracting(StoredImage::name).containsExactly(KERNEL);

        TestDepots.put(depot, KERNEL.text(), ImageKind.KERNEL, OLD);
        Files.write(file, new byte[] {1});
        assertThat(depot.open(KERNEL)).isEmpty();
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeAByteOfItComes() {
        var depot = TestDepots.at(folder);

        assertThatThrownBy(() -> depot.admit(TestDepots.LIMITS.imageMax() + 1, 1))
                .hasMessageContaining("too large")
                .hasMessageContaining("images.image-max-gib");
        assertThatThrownBy(() -> depot.admit(1 << 20, TestDepots.LIMITS.bytesMax() + 1))
                .hasMessageContaining("no room")
                .hasMessageContaining("images.max-gib");
        var full = Depot.open(folder, new StoreLimits(1L << 60, 1L << 40, 1L << 60), new SystemWorld());
        assertThatThrownBy(() -> full.admit(1, 1)).hasMessageContaining("no room");
    }

    @Test
    void oneAtATimeWorksOnADraft() {
        var depot = TestDepots.at(folder);
        try (var _ = depot.draft("x")) {
            assertThatThrownBy(() -> depot.draft("x")).hasMessageContaining("already");
        }
        depot.draft("x").close();
    }
}
