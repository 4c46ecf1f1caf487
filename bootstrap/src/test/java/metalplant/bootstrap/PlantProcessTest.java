package metalplant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import metalplant.bootstrap.process.ProcessFacts;
import metalplant.bootstrap.process.Stopping;
import metalplant.model.SystemWorld;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as processes, the way a script calls them. */
class PlantProcessTest {
    private static final SystemWorld WORLD = new SystemWorld();

    @TempDir
    Path folder;

    @AfterEach
    void nothingIsLeftRunning() throws Exception {
        plant("stop");
    }

    @Test
    void aDetachedPlantIsReadyWhenTheCommandReturnsAndGoneWhenStopReturns() throws Exception {
        // when
        var run = plant("run", "--detach", "--rack", "0", "--partition", "north");

        // then
        assertThat(run.status()).as(run.output()).isEqualTo(0);
        assertThat(run.output()).contains("database: start, fsync on: done", "partition north, is ready");
        var status = StatusDocument.read(new Folders(data()).status()).orElseThrow();
        assertThat(status.isReady()).isTrue();
        var pid = Long.parseLong(status.text("pid"));
        assertThat(ProcessFacts.isAlive(pid)).isTrue();
        assertThat(plant("status", "--output", "json").output()).contains("\"ready\" : true");

        // when
        var stop = plant("stop");

        // then
        assertThat(stop.status()).as(stop.output()).isEqualTo(0);
        assertThat(ProcessFacts.isAlive(pid)).isFalse();
        assertThat(data().resolve("postgres/postmaster.pid")).doesNotExist();
        assertThat(plant("status").status()).isEqualTo(4);
    }

    @Test
    void whatAKilledPlantLeftBehindIsEndedByTheNextRunOrByAStopThatSaysSo() throws Exception {
        // given
        plant("run", "--detach", "--rack", "0");
        var first = pid();
        var postmaster = postmaster();
        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        assertThat(Stopping.awaitEnd(first, Duration.ofSeconds(20), WORLD)).isTrue();
        assertThat(ProcessFacts.isAlive(postmaster)).isTrue();

        // when
        var again = plant("run", "--detach");

        // then
        assertThat(again.status()).as(again.output()).isEqualTo(0);
        assertThat(ProcessFacts.isAlive(postmaster)).isFalse();
        assertThat(pid()).isNotEqualTo(first);

        // when
        var left = postmaster();
        ProcessHandle.of(pid()).orElseThrow().destroyForcibly();
        assertThat(Stopping.awaitEnd(pid(), Duration.ofSeconds(20), WORLD)).isTrue();
        var stop = plant("stop");

        // then
        assertThat(stop.output())
                .contains("was killed; stopped what it had left behind")
                .contains("the database");
        assertThat(ProcessFacts.isAlive(left)).isFalse();
        assertThat(plant("stop").output()).contains("No plant ran on");
    }

    @Test
    void aStartThatFailsSaysWhyAndWhereTheLogIs() throws Exception {
        // when
        var run = plant("run", "--detach", "--rack", "0", "--partition", "Not An Id");

        // then
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output())
                .contains("a partition's id has lower-case letters")
                .contains(data().resolve("log/plant.0.log").toString());
        assertThat(plant("status", "-o", "json").output()).contains("\"state\" : \"failed\"");
    }

    private Path data() {
        return new Commands(FakePlant.class, folder).data();
    }

    private long pid() {
        return Long.parseLong(
                StatusDocument.read(new Folders(data()).status()).orElseThrow().text("pid"));
    }

    private long postmaster() throws Exception {
        return Long.parseLong(Files.readAllLines(data().resolve("postgres/postmaster.pid"))
                .getFirst()
                .strip());
    }

    private Commands.Result plant(String command, String... options) throws Exception {
        return new Commands(FakePlant.class, folder).call(command, options);
    }
}
