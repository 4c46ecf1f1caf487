package metalplant.testkit.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether containers are of this tree of files. */
class MadeContainersTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void containersOfAnotherTreeAreStaleAndThoseOfThisOneAreTaken() throws Exception {
        assertThat(MadeContainers.missing(folder, "abc").orElseThrow())
                .contains("no containers", "./plant image containers");
        Files.writeString(folder.resolve("images.json"), "{}");
        assertThat(MadeContainers.missing(folder, "abc").orElseThrow()).contains("stale");
        Files.writeString(folder.resolve("inputs"), "abd\n");
        assertThat(MadeContainers.missing(folder, "abc").orElseThrow()).contains("stale");
        Files.writeString(folder.resolve("inputs"), "abc\n");
        assertThat(MadeContainers.missing(folder, "abc")).isEmpty();
    }
}
