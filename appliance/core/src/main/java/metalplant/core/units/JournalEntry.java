package metalplant.core.units;

import java.time.Instant;

/**
 * One line that a unit logged.
 *
 * @param cursor its place in the journal; valid after restarts of everything, until the entry was deleted for lack of space
 * @param unit empty text if it came from none
 * @param priority 0 (emergency) to 7 (debug), as in syslog
 * @param message at most {@value #MESSAGE_LENGTH_MAX} characters; without control characters
 */
public record JournalEntry(String cursor, Instant at, String unit, int priority, String message) {
    /** Longer messages are cut. */
    public static final int MESSAGE_LENGTH_MAX = 4_096;
}
