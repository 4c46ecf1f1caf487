package metalplant.model.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The container of one machine's events.
 *
 * @param log newest first, at most {@link #LOG_MAX}
 * @param revision rises with every write; 0 = not stored yet
 */
public record ProvisioningEvents(
        String machineId,
        Liveliness liveliness,
        Optional<Instant> lastEventTime,
        boolean crashLoop,
        boolean failedReclaim,
        Optional<ProvisioningEvent> lastError,
        List<ProvisioningEvent> log,
        long revision) {
    /** As many as clients are ever shown. */
    public static final int LOG_MAX = 20;

    public ProvisioningEvents {
        log = log.size() > LOG_MAX ? List.copyOf(log.subList(0, LOG_MAX)) : List.copyOf(log);
    }

    /** A container in which nothing has happened. */
    public static ProvisioningEvents empty(String machineId) {
        return new ProvisioningEvents(
                machineId, Liveliness.ALIVE, Optional.empty(), false, false, Optional.empty(), List.of(), 0);
    }

    public Optional<ProvisioningEvent> newest() {
        return log.isEmpty() ? Optional.empty() : Optional.of(log.getFirst());
    }
}
