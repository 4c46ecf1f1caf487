package metalplant.bootstrap.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import metalplant.model.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderShelfTest extends ShelfContract {
    @TempDir
    Path folder;

    @Override
    Shelf shelf() {
        return FolderShelf.at(folder);
    }

    @Override
    void strange(String name) throws Exception {
        Files.writeString(folder.resolve(name), "mine");
    }

    @AfterEach
    void strangeThingsAreStillThere() throws Exception {
        try (var files = Files.list(folder)) {
            assertThat(files.filter(file ->
                            !Shelf.NAME.matcher(file.getFileName().toString()).matches()))
                    .allSatisfy(file -> assertThat(file).hasContent("mine"));
        }
    }

    @Test
    void aStickThatIsNotThereIsNotMadeUp() {
        assertThatThrownBy(() -> FolderShelf.at(folder.resolve("usb")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("plugged in");
    }
}
