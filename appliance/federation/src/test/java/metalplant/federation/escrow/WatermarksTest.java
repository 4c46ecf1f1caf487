package metalplant.federation.escrow;

import static metalplant.federation.escrow.Watermarks.Advice.ASK;
import static metalplant.federation.escrow.Watermarks.Advice.GIVE_BACK;
import static metalplant.federation.escrow.Watermarks.Advice.KEEP;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WatermarksTest {
    private static Watermarks.Advice advice(long... live) {
        return Watermarks.advise(
                java.util.Arrays.stream(live)
                        .mapToObj(each -> new Watermarks.Use(16, each))
                        .toList(),
                25,
                2);
    }

    @Test
    void aPlantWithoutBlocksAsks() {
        assertThat(Watermarks.advise(List.of(), 25, 2)).isEqualTo(ASK);
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
}
