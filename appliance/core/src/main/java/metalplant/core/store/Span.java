package metalplant.core.store;

import java.math.BigInteger;

/** Consecutive positions, both ends included; {@code first} is not greater than {@code last}. */
public record Span(BigInteger first, BigInteger last) {
    public Span {
        if (first.compareTo(last) > 0) {
            throw new IllegalArgumentException("span from %s to %s is empty".formatted(first, last));
        }
    }
}
