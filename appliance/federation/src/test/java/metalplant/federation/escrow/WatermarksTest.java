package metalplant.federation.escrow;

import static metalplant.federation.escrow.Watermarks.Advice.ASK;
import static metalplant.federation.escrow.Watermarks.Advice.ASK_AHEAD;
import static metalplant.federation.escrow.Watermarks.Advice.GIVE_BACK;
import static metalplant.federation.escrow.Watermarks.Advice.KEEP;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WatermarksTest {
    private static Watermarks.Advice advice(long... live) {
        return expecting(OptionalLong.of(0), live);
    }

    private static Watermarks.Advice expecting(long numbers, long... live) {
        return expecting(OptionalLong.of(numbers), live);
    }

    private static Watermarks.Advice expecting(OptionalLong numbers, long... live) {
        return Watermarks.advise(
                java.util.Arrays.stream(live)
                        .mapToObj(each -> new Watermarks.Use(16, each))
                        .toList(),
                new Watermarks.Marks(25, 2, numbers));
    }

    @Test
    void aPlantWithoutBlocksAsks() {
        assertThat(Watermarks.advise(List.of(), new Watermarks.Marks(25, 2, OptionalLong.empty())))
                .isEqualTo(ASK);
    }

    @Test
    void aPlantAsksBelowAQuarterAndNotAtIt() {
        assertThat(advice(12)).isEqualTo(KEEP);
        assertThat(advice(13)).isEqualTo(ASK);
        assertThat(advice(16, 8)).isEqualTo(KEEP);
        assertThat(advice(16, 9)).isEqualTo(ASK);
    }

    @Test
    void aPlantKeepsTwoEmptyBlocksAndGivesBackTheThird() {
        assertThat(advice(4, 0, 0)).isEqualTo(KEEP);
        assertThat(advice(4, 0, 0, 0)).isEqualTo(GIVE_BACK);
    }

    @Test
    void aPlantAsksAheadBelowWhatItWillTakeAndNotAtIt() {
        assertThat(expecting(12, 4)).isEqualTo(KEEP);
        assertThat(expecting(13, 4)).isEqualTo(ASK_AHEAD);
        assertThat(expecting(13, 13)).isEqualTo(ASK);
    }

    @Test
    void aPlantGivesBackOnlyWhileTwiceWhatItWillTakeStaysFree() {
        assertThat(expecting(22, 4, 0, 0, 0)).isEqualTo(GIVE_BACK);
        assertThat(expecting(23, 4, 0, 0, 0)).isEqualTo(KEEP);
    }

    @Test
    void aPlantThatDoesNotKnowYetWhatItWillTakeGivesNothingBack() {
        assertThat(expecting(OptionalLong.empty(), 4, 0, 0, 0)).isEqualTo(KEEP);
        assertThat(expecting(OptionalLong.empty(), 13)).isEqualTo(ASK);
    }

    @Test
    void whatWasGivenBackIsNotAskedForAgain() {
        for (long expected = 0; expected < 80; expected++) {
            if (expecting(expected, 4, 0, 0, 0) == GIVE_BACK) {
                assertThat(expecting(expected, 4, 0, 0)).isEqualTo(KEEP);
            }
        }
    }
}
