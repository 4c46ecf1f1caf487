package metalplant.core.event;

import java.time.Duration;

/**
 * Bounds of the intake.
 *
 * @param machinesPerBatch written in one transaction, at most
 * @param eventsWaitingMax events that wait for their transaction; who comes when it is full waits, and is sent away in the end
 * @param patience longest time a sender waits, for room and for its result each; senders themselves give up after 10 s
 */
public record EventIntakeConfig(int machinesPerBatch, int eventsWaitingMax, Duration patience) {
    public static final EventIntakeConfig DEFAULT = new EventIntakeConfig(400, 20_000, Duration.ofSeconds(8));
}
