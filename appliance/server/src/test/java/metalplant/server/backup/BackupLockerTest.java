package metalplant.server.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import metalplant.federation.value.PlantId;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupLockerTest {
    private static final PlantId NORTH = new PlantId("0".repeat(31) + "1");
    private static final PlantId SOUTH = new PlantId("0".repeat(31) + "2");
    private static final String FIRST = "metal-plant-north-20260102T030405Z-00000001.backup";
    private static final String SECOND = "metal-plant-north-20260102T030406Z-00000002.backup";

    @TempDir
    Path folder;

    private BackupLocker locker(long bytesMax) {
        return new BackupLocker(folder.resolve("kept"), bytesMax, 0);
    }

    private static void keep(BackupLocker locker, PlantId plant, String name, int size) throws IOException {
        locker.keep(plant, name, size, () -> new ByteArrayInputStream(new byte[size]));
    }

    @Test
    void aPlantSeesAndRemovesItsOwnAlone() throws Exception {
        // given
        var locker = locker(1_000);
        keep(locker, NORTH, FIRST, 10);

        // when
        locker.remove(SOUTH, FIRST);

        // then
        assertThat(locker.of(SOUTH)).isEmpty();
        assertThat(locker.find(SOUTH, FIRST)).isEmpty();
        assertThat(locker.of(NORTH)).containsExactly(new BackupLocker.Entry(FIRST, 10));
    }

    @Test
    void aPlantsRoomIsItsOwnAndEndsWhereItIsSaidTo() throws Exception {
        // given
        var locker = locker(100);
        keep(locker, NORTH, FIRST, 60);

        // then
        assertThat(locker.room(NORTH)).isEqualTo(40);
        assertThat(locker.room(SOUTH)).isEqualTo(100);
        assertThatThrownBy(() -> keep(locker, NORTH, SECOND, 41))
                .isInstanceOfSatisfying(
                        Problem.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.IMAGE_STORE_FULL));
        keep(locker, NORTH, SECOND, 40);
        assertThat(locker.room(NORTH)).isZero();
    }

    @Test
    void theLastOfTheDiskIsNobodys() {
        var locker = new BackupLocker(folder.resolve("kept"), Long.MAX_VALUE, Long.MAX_VALUE);

        assertThat(locker.room(NORTH)).isZero();
    }

    @Test
    void whatBreaksOffIsNotThereAndItsRoomIsFreeAgain() throws Exception {
        // given
        var locker = locker(100);

        // when
        assertThatThrownBy(() -> locker.keep(NORTH, FIRST, 90, () -> new ByteArrayInputStream(new byte[50])))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("40 bytes of a backup did not come");

        // then
        assertThat(locker.of(NORTH)).isEmpty();
        assertThat(locker.room(NORTH)).isEqualTo(100);
        try (var files = Files.list(folder.resolve("kept").resolve(NORTH.text()))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void oneOfAPlantIsTakenInAtATime() throws Exception {
        var locker = locker(100);

        locker.keep(NORTH, FIRST, 10, () -> {
            assertThatThrownBy(() -> keep(locker, NORTH, SECOND, 10))
                    .isInstanceOfSatisfying(
                            Problem.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.TOO_BUSY));
            keep(locker, SOUTH, SECOND, 10);
            return new ByteArrayInputStream(new byte[10]);
        });

        assertThat(locker.of(NORTH)).hasSize(1);
        assertThat(locker.of(SOUTH)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../" + FIRST, "metal-plant-notes.backup", FIRST + ".part", "." + FIRST})
    void anotherNameIsNone(String name) {
        var locker = locker(100);

        assertThatThrownBy(() -> locker.find(NORTH, name)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> keep(locker, NORTH, name, 1)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> locker.remove(NORTH, name)).isInstanceOf(Problem.class);
    }
}
