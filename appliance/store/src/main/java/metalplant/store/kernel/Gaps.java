package metalplant.store.kernel;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import metalplant.core.store.FirstGap;
import metalplant.core.store.Span;

/**
 * Finds a free position by walking an index in pages: small ones first, because the gap is mostly near, then larger ones, so that a
 * full pool is seen through with few statements.
 */
public final class Gaps {
    private static final int FIRST_PAGE = 64;
    private static final int LARGEST_PAGE = 4_096;
    private static final int GROWTH = 4;

    private Gaps() {}

    /** What is taken, both ends included. */
    public record Taken(BigInteger first, BigInteger last) {}

    /** Reads up to {@code max} taken ranges that begin at or after {@code from}, in ascending order. */
    @FunctionalInterface
    public interface Page {
        List<Taken> read(BigInteger from, int max);
    }

    /** The first gap of {@code gap}, whose search begins at {@code from}. */
    public static Optional<Span> find(FirstGap gap, BigInteger from, Page page) {
        int max = FIRST_PAGE;
        var start = from;
        while (true) {
            var rows = page.read(start, max);
            for (var taken : rows) {
                if (!gap.pass(taken.first(), taken.last())) {
                    return gap.span();
                }
            }
            if (rows.size() < max) {
                return gap.span();
            }
            start = rows.getLast().first().add(BigInteger.ONE);
            max = Math.min(max * GROWTH, LARGEST_PAGE);
        }
    }
}
