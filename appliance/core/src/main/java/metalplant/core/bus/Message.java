package metalplant.core.bus;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * One message as a handler sees it.
 *
 * @param id of this message within its channel, for logs; 16 characters
 * @param attempts how often it was handed out, this time included; from 1
 * @param takenAt when the bus took it, by the clock of the bus
 * @param body the bytes that were published; belongs to the handler
 */
@SuppressWarnings("ArrayRecordComponent") // messages are read once and never compared
public record Message(String id, int attempts, Instant takenAt, byte[] body) {
    /** The body read as UTF-8; what is no UTF-8 becomes the replacement character. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Without the body, which may hold passwords of management controllers. */
    @Override
    public String toString() {
        return "message id=%s attempts=%d bytes=%d".formatted(id, attempts, body.length);
    }
}
