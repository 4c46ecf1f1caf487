package metalplant.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessNameTest {
    private final SimulatedWorld world = SimulatedWorld.seeded(1);
    private final Path folder;

    ProcessNameTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void eachStartHasANameOfItsOwnThatBeginsLikeThoseBefore() throws IOException {
        var first = ProcessName.take(folder, world);
        var earlier = first.earlier().orElseThrow();
        first.close();
        var second = ProcessName.take(folder, world);

        assertThat(second.earlier()).contains(earlier);
        assertThat(second.text()).startsWith(earlier).isNotEqualTo(first.text());
        assertThat(first.text()).startsWith(earlier);
        second.close();
    }

    @Test
    void whileAProcessOfTheFolderLivesAnotherOneTakesNothingOver() throws IOException {
        var first = ProcessName.take(folder, world);

        var second = ProcessName.take(folder, world);
        assertThat(second.earlier()).isEmpty();
        assertThat(second.text()).isNotEqualTo(first.text());
        second.close();

        assertThat(ProcessName.take(folder, world).earlier()).isEmpty();
        first.close();
    }

    @Test
    void aDamagedFileIsMadeAnewAndNothingIsTakenOverByIt() throws IOException {
        Files.writeString(folder.resolve("process-name"), "");

        var without = ProcessName.take(folder, world);
        assertThat(without.earlier()).isEmpty();
        without.close();
        var next = ProcessName.take(folder, world);
        assertThat(next.earlier()).isPresent();
        next.close();
        assertThat(ProcessName.take(folder.resolve("no/such"), world).earlier()).isEmpty();
    }
}
