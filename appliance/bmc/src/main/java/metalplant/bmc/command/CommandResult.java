package metalplant.bmc.command;

import java.time.Instant;

/**
 * What became of a command.
 *
 * @param command its word
 * @param message what to tell people; "" when it is done and there is nothing to say
 */
public record CommandResult(String machineId, String command, State state, String message, Instant at) {
    /** How it ended. */
    public enum State {
        /** The controller did it, and where that can be seen, it was seen. */
        DONE,
        /** It was not done, or nobody knows. */
        FAILED,
        /** It came too late and was not done: whoever has the machine by now does not expect it. */
        EXPIRED
    }
}
