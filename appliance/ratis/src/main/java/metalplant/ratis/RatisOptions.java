package metalplant.ratis;

import java.time.Duration;

/**
 * Times and bounds of the carrier.
 *
 * @param electionTimeoutMin a follower that hears nothing for this long, at least, asks for votes; heartbeats go out twice in it
 * @param electionTimeoutMax the same, at most
 * @param requestTimeout of one call between voters
 * @param answerTimeout of {@code append}, {@code read} and {@code open}: behind it the answer is unknown, or nothing
 * @param tick how often a leader compares the voters of the log with those of the group
 * @param pendingMax calls of {@code append} and {@code read} under way at one time; more are answered at once, as if cut off
 * @param entriesPerSnapshot after so many entries the state is written whole and the log in front of it goes
 */
public record RatisOptions(
        Duration electionTimeoutMin,
        Duration electionTimeoutMax,
        Duration requestTimeout,
        Duration answerTimeout,
        Duration tick,
        int pendingMax,
        int entriesPerSnapshot) {
    /**
     * For plants anywhere, satellites included: ten round trips of 600 ms fit into the shortest election timeout. Half of that is between
     * two heartbeats, which are most of what crosses an idle link.
     */
    public static final RatisOptions DEFAULT = new RatisOptions(
            Duration.ofSeconds(6),
            Duration.ofSeconds(9),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(5),
            16,
            1_000);

    public RatisOptions {
        if (electionTimeoutMin.compareTo(electionTimeoutMax) >= 0 || electionTimeoutMin.toMillis() < 100) {
            throw new IllegalArgumentException("an election timeout is a range from 100 ms on");
        }
        if (pendingMax < 1 || entriesPerSnapshot < 1) {
            throw new IllegalArgumentException("bounds are at least 1");
        }
    }
}
