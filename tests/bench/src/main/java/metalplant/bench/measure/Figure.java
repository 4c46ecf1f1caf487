package metalplant.bench.measure;

import java.util.List;
import java.util.Optional;

/**
 * One line of the report.
 *
 * @param row of the list of workloads
 * @param what workload, size and number of clients
 * @param unit of value and limit
 * @param limitName what it is compared with; empty if with nothing
 * @param rounds at least one
 * @param detail percentiles and whatever else a reader wants; may be empty
 * @param errors operations that failed in any round
 */
public record Figure(
        int row,
        String what,
        String unit,
        String limitName,
        List<Round> rounds,
        Optional<Aim> aim,
        String detail,
        long errors) {
    /** If the limit of two rounds differs by more than this factor, nothing is judged by it. */
    public static final double SPREAD_MAX = 3;

    public Figure {
        rounds = List.copyOf(rounds);
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException("a figure needs a round: " + what);
        }
    }

    /** The median of ours. */
    public double value() {
        return Statistics.median(rounds.stream().map(Round::ours).toList());
    }

    /** The median of the limit; NaN without one. */
    public double limit() {
        return Statistics.median(rounds.stream().map(Round::limit).toList());
    }

    /** The median of the ratios of each round, not the ratio of the medians: only neighbours in time are compared. */
    public double ratio() {
        return Statistics.median(rounds.stream().map(Round::ratio).toList());
    }

    /** Whether the limit moved too much between two rounds. */
    public boolean isUnsteady() {
        var limits = rounds.stream().map(Round::limit).toList();
        return limits.stream().noneMatch(limit -> Double.isNaN(limit)) && Statistics.spread(limits) > SPREAD_MAX;
    }

    /** Errors count against a figure whatever its speed. */
    public Verdict verdict() {
        if (aim.isEmpty()) {
            return errors == 0 ? Verdict.NONE : Verdict.MISSED;
        }
        if (errors > 0) {
            return Verdict.MISSED;
        }
        if (aim.get().of() == Aim.Of.RATIO && isUnsteady()) {
            return Verdict.NOT_JUDGED;
        }
        return aim.get().isMet(value(), ratio()) ? Verdict.MET : Verdict.MISSED;
    }
}
