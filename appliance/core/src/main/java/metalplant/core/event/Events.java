package metalplant.core.event;

import java.time.Instant;
import java.util.List;
import metalplant.core.store.Tx;
import metalplant.model.event.EventType;
import metalplant.model.event.ProvisioningEvent;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.event.ProvisioningFsm;

/** Writes events of the plant itself within the transaction that they belong to. */
public final class Events {
    private static final int MESSAGE_MAX = 2_000;

    private Events() {}

    /** Adds an event to the container of a machine; one that has none gets it. */
    public static void append(Tx tx, String machineId, EventType type, String message, Instant now) {
        var before = tx.events().find(machineId).orElseGet(() -> ProvisioningEvents.empty(machineId));
        var after = next(before, type, message, now);
        if (after.revision() == 0 || !after.equals(before)) {
            tx.events().saveAll(List.of(after));
        }
    }

    /**
     * The container after one more event. The event is never older than the newest one: a clock that was set back must not
     * make the plant deaf until it has caught up.
     */
    static ProvisioningEvents next(ProvisioningEvents events, EventType type, String message, Instant now) {
        var time = events.newest()
                .map(ProvisioningEvent::time)
                .filter(newest -> newest.isAfter(now))
                .orElse(now);
        return ProvisioningFsm.apply(events, new ProvisioningEvent(time, type, message));
    }

    /** A message that can be stored: no NUL, and bounded. */
    static String storable(String message) {
        var bounded = message.length() <= MESSAGE_MAX ? message : cut(message);
        return bounded.indexOf(0) < 0 ? bounded : bounded.replace((char) 0, '\uFFFD');
    }

    private static String cut(String message) {
        int end = Character.isHighSurrogate(message.charAt(MESSAGE_MAX - 1)) ? MESSAGE_MAX - 1 : MESSAGE_MAX;
        return message.substring(0, end);
    }
}
