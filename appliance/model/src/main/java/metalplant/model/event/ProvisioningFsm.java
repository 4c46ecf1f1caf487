package metalplant.model.event;

import static metalplant.model.event.ProvisioningState.BOOTING_NEW_KERNEL;
import static metalplant.model.event.ProvisioningState.CRASHING;
import static metalplant.model.event.ProvisioningState.INITIAL;
import static metalplant.model.event.ProvisioningState.INSTALLING;
import static metalplant.model.event.ProvisioningState.MACHINE_RECLAIM;
import static metalplant.model.event.ProvisioningState.PHONED_HOME;
import static metalplant.model.event.ProvisioningState.PLANNED_REBOOT;
import static metalplant.model.event.ProvisioningState.PREPARING;
import static metalplant.model.event.ProvisioningState.PXE_BOOTING;
import static metalplant.model.event.ProvisioningState.REGISTERING;
import static metalplant.model.event.ProvisioningState.WAITING;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import metalplant.model.Problem;

/**
 * What an event does to the container of a machine. Pure; the same table stands in {@code docs/provisioning-fsm.md}.
 *
 * <p>"Keep" puts the event in front of the log, so that it makes the next state; "touch" does not. Both mean: heard of now, and
 * alive. "Ignore" changes nothing at all.
 *
 * <pre>
 * event               in state                                     effect
 * Planned Reboot,     every state                                  keep, no crash loop
 * Machine Reclaim
 * Alive               Initial, PXE Booting .. Booting New Kernel   touch
 * Crashed             Initial, PXE Booting .. Booting New Kernel   keep, crash loop, last error
 * PXE Booting         Initial, Planned Reboot, Machine Reclaim,    keep, no failed reclaim
 *                     Crashing
 *                     PXE Booting                                  touch, no failed reclaim
 * Preparing           Initial, PXE Booting, Planned Reboot,        keep, no failed reclaim
 *                     Machine Reclaim, Crashing
 * Registering         Initial, Preparing                           keep
 * Waiting             Initial, Registering                         keep
 * Installing          Initial, Registering, Waiting                keep
 * Booting New Kernel  Initial, Installing                          keep
 * Phoned Home         Initial, Booting New Kernel, Planned Reboot  keep, no crash loop
 *                     Phoned Home                                  touch
 *                     Machine Reclaim                              more than 5 min after the last event:
 *                                                                  touch, failed reclaim; else ignore
 *                     PXE Booting                                  less than 5 min after the last event:
 *                                                                  ignore; else touch, no failed reclaim
 *                     Preparing                                    the same, but keep instead of touch
 *                     Registering, Waiting                         less than 5 min: ignore; else keep
 * anything else                                                    last error, with a message that names the state;
 *                                                                  Alive: touch, all others: keep;
 *                                                                  PXE Booting, Preparing: crash loop
 * </pre>
 *
 * @see "metal-api-rest.md 4.2"
 */
public final class ProvisioningFsm {
    /** Phone-homes of the system before may arrive as late as this; after a reclaim one that is later means that it failed. */
    static final Duration LATE_PHONE_HOME = Duration.ofMinutes(5);

    private static final Set<ProvisioningState> INSTALLER_RUNS =
            Set.of(INITIAL, PXE_BOOTING, PREPARING, REGISTERING, WAITING, INSTALLING, BOOTING_NEW_KERNEL);

    private ProvisioningFsm() {}

    /**
     * The container after {@code event}; its revision stays.
     *
     * @throws Problem RULE_VIOLATED if the event is older than the newest that was kept
     */
    public static ProvisioningEvents apply(ProvisioningEvents events, ProvisioningEvent event) {
        if (events.newest()
                .filter(newest -> event.time().isBefore(newest.time()))
                .isPresent()) {
            throw Problem.refused("event \"%s\" of machine %s is older than its newest"
                    .formatted(event.event().wire(), events.machineId()));
        }
        var change = new Change(events, event);
        var state = ProvisioningState.of(events);
        return switch (event.event()) {
            case PLANNED_REBOOT, MACHINE_RECLAIM -> change.crashLoop(false).keep();
            case ALIVE -> INSTALLER_RUNS.contains(state) ? change.touch() : unexpected(change, state);
            case CRASHED ->
                INSTALLER_RUNS.contains(state)
                        ? change.crashLoop(true).lastError().keep()
                        : unexpected(change, state);
            case PXE_BOOTING -> pxeBooting(change, state);
            case PREPARING ->
                keepIn(
                                change.failedReclaim(false),
                                state,
                                INITIAL,
                                PXE_BOOTING,
                                PLANNED_REBOOT,
                                MACHINE_RECLAIM,
                                CRASHING)
                        .orElseGet(() -> unexpected(change, state));
            case REGISTERING -> keepIn(change, state, INITIAL, PREPARING).orElseGet(() -> unexpected(change, state));
            case WAITING -> keepIn(change, state, INITIAL, REGISTERING).orElseGet(() -> unexpected(change, state));
            case INSTALLING ->
                keepIn(change, state, INITIAL, REGISTERING, WAITING).orElseGet(() -> unexpected(change, state));
            case BOOTING_NEW_KERNEL ->
                keepIn(change, state, INITIAL, INSTALLING).orElseGet(() -> unexpected(change, state));
            case PHONED_HOME -> phonedHome(change, state);
        };
    }

    private static Optional<ProvisioningEvents> keepIn(
            Change change, ProvisioningState state, ProvisioningState... allowed) {
        return List.of(allowed).contains(state) ? Optional.of(change.keep()) : Optional.empty();
    }

    private static ProvisioningEvents pxeBooting(Change change, ProvisioningState state) {
        return switch (state) {
            case INITIAL, PLANNED_REBOOT, MACHINE_RECLAIM, CRASHING ->
                change.failedReclaim(false).keep();
            case PXE_BOOTING -> change.failedReclaim(false).touch();
            case PREPARING, REGISTERING, WAITING, INSTALLING, BOOTING_NEW_KERNEL, PHONED_HOME ->
                unexpected(change, state);
        };
    }

    private static ProvisioningEvents phonedHome(Change change, ProvisioningState state) {
        return switch (state) {
            case INITIAL, BOOTING_NEW_KERNEL, PLANNED_REBOOT ->
                change.crashLoop(false).keep();
            case PHONED_HOME -> change.touch();
            case MACHINE_RECLAIM ->
                change.silence().compareTo(LATE_PHONE_HOME) > 0
                        ? change.failedReclaim(true).touch()
                        : change.ignore();
            case PXE_BOOTING ->
                change.comesLate()
                        ? change.ignore()
                        : change.failedReclaim(false).touch();
            case PREPARING ->
                change.comesLate()
                        ? change.ignore()
                        : change.failedReclaim(false).keep();
            case REGISTERING, WAITING -> change.comesLate() ? change.ignore() : change.keep();
            case INSTALLING, CRASHING -> unexpected(change, state);
        };
    }

    private static ProvisioningEvents unexpected(Change change, ProvisioningState state) {
        var named = change.withMessageNaming(state).lastError();
        return switch (change.event().event()) {
            case ALIVE -> named.touch();
            case PXE_BOOTING, PREPARING -> named.crashLoop(true).keep();
            default -> named.keep();
        };
    }

    /** A container on its way to what an event makes of it. */
    private record Change(ProvisioningEvents events, ProvisioningEvent event) {
        Change crashLoop(boolean value) {
            return new Change(
                    new ProvisioningEvents(
                            events.machineId(),
                            events.liveliness(),
                            events.lastEventTime(),
                            value,
                            events.failedReclaim(),
                            events.lastError(),
                            events.lastCommand(),
                            events.log(),
                            events.revision()),
                    event);
        }

        Change failedReclaim(boolean value) {
            return new Change(
                    new ProvisioningEvents(
                            events.machineId(),
                            events.liveliness(),
                            events.lastEventTime(),
                            events.crashLoop(),
                            value,
                            events.lastError(),
                            events.lastCommand(),
                            events.log(),
                            events.revision()),
                    event);
        }

        Change lastError() {
            return new Change(
                    new ProvisioningEvents(
                            events.machineId(),
                            events.liveliness(),
                            events.lastEventTime(),
                            events.crashLoop(),
                            events.failedReclaim(),
                            Optional.of(event),
                            events.lastCommand(),
                            events.log(),
                            events.revision()),
                    event);
        }

        Change withMessageNaming(ProvisioningState state) {
            var note = "[unexpectedly received in %s]".formatted(state.text());
            var message = event.message().isEmpty() ? note : note + ": " + event.message();
            return new Change(events, new ProvisioningEvent(event.time(), event.event(), message));
        }

        ProvisioningEvents touch() {
            return heard(events.log());
        }

        ProvisioningEvents keep() {
            var log = new ArrayList<ProvisioningEvent>(events.log().size() + 1);
            log.add(event);
            log.addAll(events.log());
            return heard(log);
        }

        ProvisioningEvents ignore() {
            return events;
        }

        private ProvisioningEvents heard(List<ProvisioningEvent> log) {
            return new ProvisioningEvents(
                    events.machineId(),
                    Liveliness.ALIVE,
                    Optional.of(event.time()),
                    events.crashLoop(),
                    events.failedReclaim(),
                    events.lastError(),
                    events.lastCommand(),
                    log,
                    events.revision());
        }

        /** Since something was heard of the machine; none at all if nothing ever was. */
        Duration silence() {
            return events.lastEventTime()
                    .map(last -> Duration.between(last, event.time()))
                    .orElse(Duration.ZERO);
        }

        /** Whether the event may have been sent before the newest one was; never without a last event. */
        boolean comesLate() {
            return events.lastEventTime().isPresent() && silence().compareTo(LATE_PHONE_HOME) < 0;
        }
    }
}
