package metalplant.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FreeRunsTest {
    private static final int SIZE = 64;

    /** Against one bit per position, for taken ranges of any aligned size and units of any size. */
    @Test
    void theRunsAreExactlyTheWholeFreeUnits() {
        for (int seed = 0; seed < 3_000; seed++) {
            var random = new Random(seed);
            var taken = new boolean[SIZE];
            var ranges = new ArrayList<int[]>();
            for (int at = 0; at < SIZE; ) {
                int size = 1 << random.nextInt(4);
                boolean fits = at % size == 0 && at + size <= SIZE && random.nextInt(3) > 0;
                if (fits) {
                    ranges.add(new int[] {at, at + size - 1});
                    Arrays.fill(taken, at, at + size, true);
                }
                at += fits ? size : 1;
            }
            int unit = 1 << random.nextInt(4);
            int from = random.nextInt(SIZE / unit) * unit;
            int to = from + random.nextInt((SIZE - from) / unit) * unit;

            var runs = new FreeRuns(big(from), big(to), big(unit));
            ranges.stream().filter(r -> r[1] >= from && r[0] < to + unit).forEach(r -> runs.pass(big(r[0]), big(r[1])));
            runs.end();

            var expected = new ArrayList<Integer>();
            for (int start = from; start <= to; start += unit) {
                boolean free = true;
                for (int i = start; i < start + unit; i++) {
                    free &= !taken[i];
                }
                if (free) {
                    expected.add(start / unit);
                }
            }
            var actual = new ArrayList<Integer>();
            for (var run : runs.found()) {
                for (int i = run.first().intValue(); i <= run.last().intValue(); i++) {
                    actual.add(i);
                }
            }
            assertThat(actual)
                    .as("seed %d unit %d from %d to %d", seed, unit, from, to)
                    .isEqualTo(expected);
        }
    }

    private static BigInteger big(int value) {
        return BigInteger.valueOf(value);
    }
}
