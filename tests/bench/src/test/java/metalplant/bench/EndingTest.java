package metalplant.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndingTest {
    @TempDir
    Path folder = Path.of("");

    private Path scratch = Path.of("");
    private Process run = NOTHING;

    private static final Process NOTHING = start("true");

    @BeforeEach
    void aRunThatHasStartedTwoChildren() throws IOException {
        scratch = Files.createDirectory(folder.resolve("run"));
        Files.writeString(scratch.resolve("log"), "");
        run = start("sh", "-c", "sleep 600 & sleep 600 & echo started; wait");
        run.inputReader().readLine();
    }

    @AfterEach
    void end() {
        run.descendants().forEach(ProcessHandle::destroyForcibly);
        run.destroyForcibly();
    }

    private static Process start(String... command) {
        try {
            return new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A process that is nobody's child and names a file in its arguments. */
    private static ProcessHandle stranger(Path file) throws IOException {
        var shell = start("sh", "-c", "setsid tail -f \"$0\" >/dev/null 2>&1 & echo $!", file.toString());
        var pid = Long.parseLong(shell.inputReader().readLine());
        return ProcessHandle.of(pid).orElseThrow();
    }

    @Test
    void childrenAndWhatNamesTheFolderAreEnded() throws Exception {
        // given
        var children = run.children().toList();
        var plant = stranger(scratch.resolve("log"));
        assertThat(children).hasSize(2);

        // when
        new Ending(run.toHandle(), scratch).run();

        // then
        assertThat(children).noneMatch(ProcessHandle::isAlive);
        assertThat(plant.isAlive()).isFalse();
        assertThat(scratch).doesNotExist();
        assertThat(run.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatBelongsToAnotherRunGoesOn() throws Exception {
        // given
        var other =
                Files.writeString(Files.createDirectory(folder.resolve("other")).resolve("log"), "");
        var plant = stranger(other);
        try {
            // when
            new Ending(run.toHandle(), scratch).run();

            // then
            assertThat(plant.isAlive()).isTrue();
            assertThat(other).exists();
        } finally {
            plant.destroyForcibly();
        }
    }

    @Test
    void endingTwiceIsEndingOnce() {
        var ending = new Ending(run.toHandle(), scratch);

        ending.run();
        ending.run();

        assertThat(scratch).doesNotExist();
    }
}
