package metalplant.bench.row;

import java.util.List;
import java.util.Set;

/**
 * How much is measured.
 *
 * @param rows numbers of the rows that are wanted
 * @param rounds turns of limit and ours per figure
 * @param machines fleet sizes, ascending
 * @param seconds of each measurement of ours
 * @param fillMax addresses or prefixes taken at most in rows 1 and 2
 * @param quick small sizes everywhere: to see that everything works, not how fast it is
 */
public record Settings(
        Set<Integer> rows, int rounds, List<Integer> machines, double seconds, int fillMax, boolean quick) {
    private static final int WARM_TIMES = 5;

    public boolean wants(int row) {
        return rows.contains(row);
    }

    /** How long a workload runs unmeasured first. */
    double warmSeconds() {
        return quick ? seconds : WARM_TIMES * seconds;
    }

    /** How long a limit is measured before each turn of ours. */
    public double limitSeconds() {
        return seconds / 2;
    }
}
