package metalplant.model.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The container of one machine's events.
 *
 * @param lastCommand what became of the last command to the machine's management controller, if anybody said
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
        Optional<CommandOutcome> lastCommand,
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
                machineId,
                Liveliness.ALIVE,
                Optional.empty(),
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                0);
    }

    public Optional<ProvisioningEvent> newest() {
        return log.isEmpty() ? Optional.empty() : Optional.of(log.getFirst());
    }

    public ProvisioningEvents withLiveliness(Liveliness newLiveliness) {
        return new ProvisioningEvents(
                machineId,
                newLiveliness,
                lastEventTime,
                crashLoop,
                failedReclaim,
                lastError,
                lastCommand,
                log,
                revision);
    }

    public ProvisioningEvents withRevision(long newRevision) {
        return new ProvisioningEvents(
                machineId,
                liveliness,
                lastEventTime,
                crashLoop,
                failedReclaim,
                lastError,
                lastCommand,
                log,
                newRevision);
    }

    public ProvisioningEvents withLastError(ProvisioningEvent error) {
        return new ProvisioningEvents(
                machineId,
                liveliness,
                lastEventTime,
                crashLoop,
                failedReclaim,
                Optional.of(error),
                lastCommand,
                log,
                revision);
    }

    public ProvisioningEvents withLastCommand(CommandOutcome outcome) {
        return new ProvisioningEvents(
                machineId,
                liveliness,
                lastEventTime,
                crashLoop,
                failedReclaim,
                lastError,
                Optional.of(outcome),
                log,
                revision);
    }

    /**
     * What its silence means: a machine that was not heard of since {@code silentSince} is Dead while it is free, and Unknown
     * while it is allocated, because an installed system owes the plant no sign of life. One that never said anything stays as it is.
     */
    public Liveliness livelinessAt(Instant silentSince, boolean allocated) {
        if (lastEventTime.isEmpty()) {
            return liveliness;
        }
        if (!lastEventTime.get().isBefore(silentSince)) {
            return Liveliness.ALIVE;
        }
        return allocated ? Liveliness.UNKNOWN : Liveliness.DEAD;
    }
}
