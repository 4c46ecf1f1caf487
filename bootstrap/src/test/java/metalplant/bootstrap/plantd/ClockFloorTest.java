package metalplant.bootstrap.plantd;

import static metalplant.bootstrap.plantd.ClockFloor.Verdict.BEHIND;
import static metalplant.bootstrap.plantd.ClockFloor.Verdict.DOUBTFUL;
import static metalplant.bootstrap.plantd.ClockFloor.Verdict.PLAUSIBLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClockFloorTest {
    private static final Instant BUILT = Instant.parse("2026-11-01T00:00:00Z");

    @TempDir
    Path folder = Path.of("");

    private ClockFloor floor = new ClockFloor(folder.resolve("clock"), BUILT);

    @BeforeEach
    void aBoxThatSawNothing() {
        floor = new ClockFloor(folder.resolve("clock"), BUILT);
    }

    @ParameterizedTest
    @CsvSource({
        "1980-01-01T00:00:00Z, BEHIND",
        "2026-10-31T23:59:59Z, BEHIND",
        "2026-11-01T00:00:00Z, PLAUSIBLE",
        "2029-11-01T00:00:00Z, PLAUSIBLE",
        "2038-01-19T03:14:08Z, DOUBTFUL"
    })
    void aClockIsJudgedByTheBuild(String now, ClockFloor.Verdict verdict) {
        assertThat(floor.judge(Instant.parse(now))).isEqualTo(verdict);
    }

    @Test
    void threeYearsInACrateAreBelievedAndAreTheFloorFromThenOn() {
        // given
        var behindTheCrate = Instant.parse("2029-12-01T00:00:00Z");

        // when
        floor.saw(behindTheCrate);

        // then
        assertThat(floor.floor()).isEqualTo(behindTheCrate);
        assertThat(floor.judge(Instant.parse("2029-11-30T00:00:00Z"))).isEqualTo(BEHIND);
    }

    @Test
    void aClockThatJumpedTo2038DoesNotRaiseTheFloorSoThatItCanBeCorrected() {
        // when
        floor.saw(Instant.parse("2038-01-19T03:14:08Z"));

        // then
        assertThat(floor.floor()).isEqualTo(BUILT);
        assertThat(floor.judge(Instant.parse("2026-12-01T00:00:00Z"))).isEqualTo(PLAUSIBLE);
    }

    @Test
    void whatWasSeenNeverGoesBack() {
        floor.saw(Instant.parse("2027-06-01T00:00:00Z"));
        floor.saw(Instant.parse("2027-01-01T00:00:00Z"));

        assertThat(floor.floor()).isEqualTo(Instant.parse("2027-06-01T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "+999999999-12-31T23:59:59Z and more and more and more and more and more"})
    void aDamagedFileRemembersNothing(String text) throws Exception {
        Files.writeString(folder.resolve("clock"), text);

        assertThat(floor.floor()).isEqualTo(BUILT);
        assertThat(floor.judge(BUILT.plus(ClockFloor.CRATE).plusSeconds(1))).isEqualTo(DOUBTFUL);
    }
}
