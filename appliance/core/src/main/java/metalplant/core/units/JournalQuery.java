package metalplant.core.units;

import java.util.List;
import java.util.Optional;
import metalplant.model.Problem;

/**
 * What to read of the journal.
 *
 * @param units of these alone, in no order; none means all of the host
 * @param after the cursor behind which to begin; empty for the last {@code max} entries
 * @param max 1 to {@value #ENTRIES_MAX}
 */
public record JournalQuery(List<UnitName> units, Optional<String> after, int max) {
    public static final int ENTRIES_MAX = 1_000;
    private static final int UNITS_MAX = 64;
    private static final int CURSOR_LENGTH_MAX = 512;

    /** @throws Problem BAD_REQUEST if a bound is not kept, or the cursor cannot be one */
    public JournalQuery {
        units = List.copyOf(units);
        if (max < 1 || max > ENTRIES_MAX) {
            throw Problem.bad("1 to %d lines are read at a time, not %d".formatted(ENTRIES_MAX, max));
        }
        if (units.size() > UNITS_MAX) {
            throw Problem.bad("the lines of %d units at most are read at a time".formatted(UNITS_MAX));
        }
        after.ifPresent(cursor -> {
            if (cursor.length() > CURSOR_LENGTH_MAX || !cursor.matches("[a-z0-9=;]+")) {
                throw Problem.bad("that is no place in the journal: take the one that came with the last line");
            }
        });
    }

    /** The last entries of one unit. */
    public static JournalQuery last(int max, UnitName unit) {
        return new JournalQuery(List.of(unit), Optional.empty(), max);
    }

    /** What came behind a place. */
    public JournalQuery after(String cursor) {
        return new JournalQuery(units, Optional.of(cursor), max);
    }
}
