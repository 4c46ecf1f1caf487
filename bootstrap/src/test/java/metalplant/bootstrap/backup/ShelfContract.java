package metalplant.bootstrap.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every place for backups promises. */
abstract class ShelfContract {
    private static final String FIRST = "metal-plant-north-20260102T030405Z-00000001.backup";
    private static final String SECOND = "metal-plant-north-20260102T030406Z-00000002.backup";

    @TempDir
    Path copies;

    /** An empty one. */
    abstract Shelf shelf() throws Exception;

    /** Puts something beside the backups that is none. */
    abstract void strange(String name) throws Exception;

    /** More than one part of a large upload. */
    private static byte[] large() {
        var bytes = new byte[(17 << 20) + 3];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private static void put(Shelf shelf, String name, byte[] content) throws IOException {
        var draft = shelf.draft(name);
        Files.write(draft, content);
        shelf.keep(name, draft);
    }

    @Test
    void whatIsKeptIsListedReadAndFetched() throws Exception {
        try (var shelf = shelf()) {
            // given
            var content = large();

            // when
            put(shelf, SECOND, new byte[] {1, 2, 3});
            put(shelf, FIRST, content);

            // then
            assertThat(shelf.list())
                    .containsExactly(new Shelf.Entry(FIRST, content.length), new Shelf.Entry(SECOND, 3));
            assertThat(shelf.head(FIRST, 1_000)).isEqualTo(Arrays.copyOf(content, 1_000));
            assertThat(shelf.head(SECOND, 1_000)).containsExactly(1, 2, 3);
            assertThat(Files.readAllBytes(shelf.fetch(FIRST, copies))).isEqualTo(content);
        }
    }

    @Test
    void aDraftThatWasNotKeptIsNoBackupAndGoesAway() throws Exception {
        try (var shelf = shelf()) {
            // given
            Files.write(shelf.draft(FIRST), new byte[100]);

            // then
            assertThat(shelf.list()).isEmpty();
            shelf.clear();
            assertThat(Files.exists(shelf.draft(FIRST))).isFalse();
        }
    }

    @Test
    void whatIsRemovedIsGoneAndTheRestStays() throws Exception {
        try (var shelf = shelf()) {
            put(shelf, FIRST, new byte[] {1});
            put(shelf, SECOND, new byte[] {2});

            // when
            shelf.remove(FIRST);

            // then
            assertThat(shelf.list()).containsExactly(new Shelf.Entry(SECOND, 1));
        }
    }

    @Test
    void whatIsNoBackupIsNeitherListedNorTouched() throws Exception {
        try (var shelf = shelf()) {
            // given
            strange("holiday.jpg");
            strange("metal-plant-notes.backup");

            // when
            shelf.clear();

            // then
            assertThat(shelf.list()).isEmpty();
        }
    }
}
