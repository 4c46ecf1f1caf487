package metalplant.store.kernel;

import java.math.BigInteger;
import java.util.List;
import metalplant.core.store.FreeRuns;
import metalplant.core.store.Span;

/**
 * Finds free positions by walking an index in pages: a small one first, because there is mostly one near, then larger ones, so that a
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

    /** The free runs of the first page that has any, completing {@code runs}, whose search begins at {@code from}. */
    public static List<Span> find(FreeRuns runs, BigInteger from, Page page) {
        int max = FIRST_PAGE;
        var start = from;
        while (true) {
            var rows = page.read(start, max);
            rows.forEach(taken -> runs.pass(taken.first(), taken.last()));
            if (rows.size() < max) {
                runs.end();
                return runs.found();
            }
            var found = runs.found();
            if (!found.isEmpty()) {
                return found;
            }
            start = rows.getLast().first().add(BigInteger.ONE);
            max = Math.min(max * GROWTH, LARGEST_PAGE);
        }
    }
}
