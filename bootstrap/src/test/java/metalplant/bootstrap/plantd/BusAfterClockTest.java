package metalplant.bootstrap.plantd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.bootstrap.Ports;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BusAfterClockTest {
    @TempDir
    Path folder = Path.of("");

    private final List<String> restarted = new ArrayList<>();

    private Box box(String nsqd, boolean fails) {
        return new TestBox(folder, new Ports(20_000)).box(new Nsqd(nsqd, fails, restarted));
    }

    @Test
    void aBusThatRunsIsStartedAgain() {
        var box = box("active", false);

        new BusAfterClock(box).setBack(Duration.ofHours(1));

        assertThat(restarted).containsExactly("nsqd.service");
        assertThat(box.warnings().all()).isEmpty();
    }

    @Test
    void oneThatDoesNotRunYetIsLeftToFirstBoot() {
        new BusAfterClock(box("inactive", false)).setBack(Duration.ofHours(1));

        assertThat(restarted).isEmpty();
    }

    @Test
    void oneThatDoesNotComeBackIsSaid() {
        var box = box("active", true);

        new BusAfterClock(box).setBack(Duration.ofHours(1));

        assertThat(box.warnings().all()).singleElement().asString().contains("nsqd", "the unit is broken");
    }

    private record Nsqd(String active, boolean fails, List<String> restarted) implements BoxUnits {
        @Override
        public Optional<State> find(String unit) {
            return Optional.of(new State(unit, "", active, "", Optional.empty(), Optional.empty()));
        }

        @Override
        public List<State> list() {
            return List.of();
        }

        @Override
        public void start(String unit) {
            throw new AssertionError("nothing is only started");
        }

        @Override
        public void stop(String unit) {
            throw new AssertionError("nothing is stopped");
        }

        @Override
        public void restart(String unit) {
            if (fails) {
                throw Problem.refused("the unit is broken");
            }
            restarted.add(unit);
        }

        @Override
        public Page log(Optional<String> unit, Optional<String> cursor, int max, Duration patience) {
            return new Page(List.of(), "");
        }
    }
}
