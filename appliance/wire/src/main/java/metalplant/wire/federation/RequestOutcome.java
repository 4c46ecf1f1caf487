package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * What became of a request that came from another plant.
 *
 * @param state {@value #RUNNING}, {@value #DONE}, {@value #INTERRUPTED} (the plant was started again meanwhile: look
 *     whether it was done) or {@value #UNKNOWN}
 * @param status of the answer, 0 as long as there is none
 * @param body of the answer, null if there is none yet or it was too large to be kept
 */
public record RequestOutcome(
        String state, int status, @Nullable String body) {
    public static final String RUNNING = "running";
    public static final String DONE = "done";
    public static final String INTERRUPTED = "interrupted";
    public static final String UNKNOWN = "unknown";

    /** It never came here, or too long ago. */
    public static RequestOutcome unknown() {
        return new RequestOutcome(UNKNOWN, 0, null);
    }

    /** Nobody knows any more whether it was done. */
    public static RequestOutcome interrupted() {
        return new RequestOutcome(INTERRUPTED, 0, null);
    }

    /** It is still being worked on. */
    public static RequestOutcome running() {
        return new RequestOutcome(RUNNING, 0, null);
    }
}
