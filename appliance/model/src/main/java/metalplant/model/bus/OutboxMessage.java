package metalplant.model.bus;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A message that a transaction decided to send. It is sent at most once: it becomes SENDING in a commit of its own
 * before the bus sees it, and what a crash leaves in SENDING is never sent again but reported.
 *
 * @param machineId whose events tell when it could not be sent; "" = nobody's
 * @param allocation the allocation a command belongs to; it is not sent once the machine has another one (or none). Empty =
 *     belongs to the machine while it is free
 * @param bound true = the rule about {@code allocation} holds for it
 * @param deadline not sent after it
 * @param body JSON text
 */
public record OutboxMessage(
        UUID id,
        String topic,
        String what,
        String machineId,
        boolean bound,
        Optional<UUID> allocation,
        String body,
        Instant created,
        Instant deadline,
        State state) {
    /** Life of a message, spelt as stored. */
    public enum State {
        PENDING,
        SENDING
    }

    /** The same message, elsewhere in its life. */
    public OutboxMessage inState(State newState) {
        return new OutboxMessage(id, topic, what, machineId, bound, allocation, body, created, deadline, newState);
    }

    /** Without the body, which holds the passwords of management controllers. */
    @Override
    public String toString() {
        return "OutboxMessage[" + id + " topic=" + topic + " what=" + what + " machine=" + machineId + "]";
    }
}
