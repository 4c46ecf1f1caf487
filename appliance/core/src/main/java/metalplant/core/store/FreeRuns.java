package metalplant.core.store;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks over what is taken, in ascending order, and keeps the free runs in between: those that hold at least one whole aligned unit.
 *
 * <p>Taken ranges do not overlap each other, but may be smaller or larger than the unit and may begin before {@code from}.
 */
public final class FreeRuns {
    private final BigInteger unit;
    private final BigInteger lastStart;
    private final List<Span> runs = new ArrayList<>();
    private BigInteger start;

    /**
     * @param from start of the first candidate, a multiple of {@code unit}
     * @param to start of the last candidate, a multiple of {@code unit}
     */
    public FreeRuns(BigInteger from, BigInteger to, BigInteger unit) {
        this.start = from;
        this.lastStart = to;
        this.unit = unit;
    }

    /** Passes one taken range, both ends included. */
    public void pass(BigInteger first, BigInteger last) {
        if (first.compareTo(start.add(unit)) >= 0) {
            keep(first.divide(unit).subtract(BigInteger.ONE));
        }
        if (last.compareTo(start) >= 0) {
            start = last.add(unit).divide(unit).multiply(unit);
        }
    }

    /** Says that nothing is taken behind what was passed. */
    public void end() {
        keep(lastStart.divide(unit));
        start = lastStart.add(unit);
    }

    private void keep(BigInteger last) {
        var until = last.min(lastStart.divide(unit));
        if (start.divide(unit).compareTo(until) <= 0) {
            runs.add(new Span(start.divide(unit), until));
        }
    }

    /** The free runs found so far in ascending order, in units. */
    public List<Span> found() {
        return List.copyOf(runs);
    }
}
