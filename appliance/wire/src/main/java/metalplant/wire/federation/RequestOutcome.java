package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * What became of a request that came from another plant.
 *
 * @param state {@value #RUNNING} or {@value #DONE}
 * @param status of the answer, 0 while it runs
 * @param body of the answer, null if there is none yet or it was too large to be kept
 */
public record RequestOutcome(
        String state, int status, @Nullable String body) {
    public static final String RUNNING = "running";
    public static final String DONE = "done";

    /** It is still being worked on. */
    public static RequestOutcome running() {
        return new RequestOutcome(RUNNING, 0, null);
    }
}
