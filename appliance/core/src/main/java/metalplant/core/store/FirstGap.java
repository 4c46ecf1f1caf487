package metalplant.core.store;

import java.math.BigInteger;
import java.util.Optional;

/**
 * Walks over what is taken, in ascending order, until the first gap that holds a whole aligned unit.
 *
 * <p>Taken ranges do not overlap each other, but may be smaller or larger than the unit and may begin before {@code from}.
 */
public final class FirstGap {
    private final BigInteger unit;
    private final BigInteger lastStart;
    private BigInteger start;
    private Optional<BigInteger> nextTaken = Optional.empty();

    /**
     * @param from start of the first candidate, a multiple of {@code unit}
     * @param to start of the last candidate, a multiple of {@code unit}
     */
    public FirstGap(BigInteger from, BigInteger to, BigInteger unit) {
        this.start = from;
        this.lastStart = to;
        this.unit = unit;
    }

    /** Passes one taken range, both ends included; answers whether it is worth to go on. */
    public boolean pass(BigInteger first, BigInteger last) {
        if (first.compareTo(start.add(unit)) >= 0) {
            nextTaken = Optional.of(first);
        } else if (last.compareTo(start) >= 0) {
            start = roundUp(last.add(BigInteger.ONE));
        }
        return nextTaken.isEmpty() && start.compareTo(lastStart) <= 0;
    }

    /** The gap in units, when every taken range was passed or {@link #pass} said that it is enough. */
    public Optional<Span> span() {
        if (start.compareTo(lastStart) > 0) {
            return Optional.empty();
        }
        var end = nextTaken
                .map(taken -> taken.divide(unit).subtract(BigInteger.ONE))
                .orElse(lastStart.divide(unit));
        return Optional.of(new Span(start.divide(unit), end.min(lastStart.divide(unit))));
    }

    private BigInteger roundUp(BigInteger position) {
        return position.add(unit).subtract(BigInteger.ONE).divide(unit).multiply(unit);
    }
}
