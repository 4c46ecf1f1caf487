package metalplant.federation.escrow;

import java.math.BigInteger;
import metalplant.federation.entry.Range;
import metalplant.federation.entry.Tenure;

/** A range of one pool under one tenure. */
public record Extent(Range range, Tenure tenure) {
    public boolean is(Tenure.State state) {
        return tenure.is(state);
    }

    /** The part from {@code first} to before {@code end}. */
    Extent cut(BigInteger first, BigInteger end) {
        return new Extent(new Range(range.pool(), first, end.subtract(first)), tenure);
    }
}
