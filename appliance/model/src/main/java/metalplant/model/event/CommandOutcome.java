package metalplant.model.event;

import java.time.Instant;

/**
 * What became of the last command to a machine's management controller.
 *
 * @param time when it ended
 * @param command its word, as on the wire
 * @param message what to tell people; "" when it was done
 */
public record CommandOutcome(Instant time, String command, State state, String message) {
    /** How it ended. */
    public enum State {
        DONE("done"),
        FAILED("failed"),
        /** It came too late and was not done. */
        EXPIRED("expired");

        private final String wire;

        State(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }
    }
}
