package metalplant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import metalplant.model.SystemWorld;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RackProcessTest {
    @TempDir
    Path folder;

    @Test
    void whatAnEarlierRackSaidOfItsServersIsForgottenWhenOneStarts() throws IOException {
        // given
        var folders = Folders.create(folder.resolve("plant"));
        assertThat(RackProcess.waiting(folders)).isZero();
        Files.writeString(folders.run().resolve("rack.json"), "{\"phases\":{\"waiting\":6,\"booting\":1}}");
        assertThat(RackProcess.waiting(folders)).isEqualTo(6);

        // when: there is no plant that it could reach, so that it does not get as far as saying anything
        try (var _ = RackProcess.start(folders, 6, folders.status(), new SystemWorld())) {

            // then
            assertThat(RackProcess.waiting(folders)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"6, 6, 0, 6", "4, 4, 2, 6", "4, 6, 2, 6", "6, 0, 0, 0", "6, 5, 0, 5", "5, 6, 0, 5", "4, 3, 2, 5"})
    void aServerIsWaitingWhenPlantAndServerSaySo(int counted, int truly, int allocated, int settled) {
        assertThat(new RackCount(6, counted, allocated).settled(truly)).isEqualTo(settled);
    }
}
