package metalplant.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
        assertThat(Statistics.median(List.of(9.0, 1.0, 3.0, 5.0))).isEqualTo(4.0);
    }

    @Test
    void theMedianIgnoresOneWildRound() {
        assertThat(Statistics.median(List.of(1000.0, 2.0, 3.0))).isEqualTo(3.0);
    }

    @Test
    void nothingHasNoMedian() {
        assertThat(Statistics.median(List.of())).isNaN();
    }

    @Test
    void aPercentileIsAValueThatWasMeasured() {
        long[] sorted = {10, 20, 30, 40};

        assertThat(Statistics.percentile(sorted, 0.5)).isEqualTo(20);
        assertThat(Statistics.percentile(sorted, 0.99)).isEqualTo(40);
        assertThat(Statistics.percentile(sorted, 0)).isEqualTo(10);
        assertThat(Statistics.percentile(new long[0], 0.5)).isNaN();
    }

    @Test
    void theSpreadIsTheLargestOverTheSmallest() {
        assertThat(Statistics.spread(List.of(2.0, 8.0, 4.0))).isEqualTo(4.0);
        assertThat(Statistics.spread(List.of(0.0, 8.0))).isInfinite();
    }
}
