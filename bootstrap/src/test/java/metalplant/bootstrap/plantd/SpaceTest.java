package metalplant.bootstrap.plantd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import metalplant.bootstrap.Ports;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator reads while a disk fills, and when it has room again. */
class SpaceTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void aDiskThatFillsIsToldOnceAndNoMoreWhenThereIsRoomAgain() {
        var box = new TestBox(folder, new Ports(20_000)).box();
        var free = new AtomicLong(4L << 30);
        var space = new Space(box, _ -> free.get());

        space.look();
        assertThat(box.warnings().all()).isEmpty();

        free.set(900L << 20);
        space.look();
        var low = box.warnings().all();
        free.set(800L << 20);
        space.look();
        assertThat(box.warnings().all())
                .isEqualTo(low)
                .singleElement()
                .asString()
                .contains("less than 1 GiB");

        free.set(4096);
        space.look();
        assertThat(box.warnings().all()).singleElement().asString().contains("is full", "503", "remove old backups");

        free.set(2L << 30);
        space.look();
        assertThat(box.warnings().all()).isEmpty();
    }

    @Test
    void aDiskThatDoesNotAnswerKeepsWhatWasSaid() {
        var box = new TestBox(folder, new Ports(20_000)).box();
        new Space(box, _ -> 1L).look();
        new Space(box, _ -> {
                    throw new UncheckedIOException(new FileSystemException("gone"));
                })
                .look();
        assertThat(box.warnings().all()).hasSize(1);
    }

    @Test
    void aNewPlantNeedsRoomAndOneThatIsThereStartsOnAFullDisk() throws IOException {
        // given
        var database = Files.createDirectories(folder.resolve("postgres"));
        // then
        assertThatThrownBy(() -> Space.forStart(folder, 4096))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("1024");
        Space.forStart(folder, Space.FREE_MIN);
        // when
        Files.writeString(database.resolve("PG_VERSION"), "17");
        // then
        assertThatCode(() -> Space.forStart(folder, 0)).doesNotThrowAnyException();
    }
}
