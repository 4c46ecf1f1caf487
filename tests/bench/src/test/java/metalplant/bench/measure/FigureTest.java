package metalplant.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FigureTest {
    @Test
    void theRatioIsTheMedianOfTheRoundsAndNotTheRatioOfTheMedians() {
        var figure = figure(Aim.ratioAtLeast(0.5), 0, new Round(100, 90), new Round(200, 100), new Round(150, 30));

        assertThat(figure.ratio()).isEqualTo(0.5);
        assertThat(figure.value()).isEqualTo(90);
        assertThat(figure.limit()).isEqualTo(150);
        assertThat(figure.verdict()).isEqualTo(Verdict.MET);
    }

    @Test
    void nothingIsJudgedByALimitThatMovedMoreThanThreefold() {
        assertThat(figure(Aim.ratioAtLeast(0.5), 0, new Round(100, 90), new Round(301, 10))
                        .verdict())
                .isEqualTo(Verdict.NOT_JUDGED);
        assertThat(figure(Aim.ratioAtLeast(0.5), 0, new Round(100, 90), new Round(300, 290))
                        .verdict())
                .isEqualTo(Verdict.MET);
    }

    @Test
    void anErrorIsAMissHoweverFastTheRestWas() {
        assertThat(figure(Aim.ratioAtLeast(0.5), 1, new Round(100, 99)).verdict())
                .isEqualTo(Verdict.MISSED);
        assertThat(new Figure(1, "w", "u", "", List.of(new Round(Double.NaN, 5)), Optional.empty(), "", 2).verdict())
                .isEqualTo(Verdict.MISSED);
    }

    @Test
    void aValueIsJudgedWithoutALimit() {
        var figure = figure(Aim.valueAtMost(10), 0, new Round(Double.NaN, 11));

        assertThat(figure.verdict()).isEqualTo(Verdict.MISSED);
        assertThat(figure.isUnsteady()).isFalse();
    }

    @Test
    void aRatioThatIsNotANumberMeetsNoAim() {
        assertThat(figure(Aim.ratioAtMost(1.3), 0, new Round(Double.NaN, 11)).verdict())
                .isEqualTo(Verdict.MISSED);
    }

    private static Figure figure(Aim aim, long errors, Round... rounds) {
        return new Figure(1, "workload", "op/s", "floor", List.of(rounds), Optional.of(aim), "", errors);
    }
}
