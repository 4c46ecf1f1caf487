package metalplant.core.machine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.core.store.Tx;
import metalplant.model.event.EventType;
import metalplant.model.event.Liveliness;
import metalplant.model.event.ProvisioningEvent;
import metalplant.model.event.ProvisioningEvents;

/**
 * The two events that the plant itself writes. Both are accepted in every state and end a crash loop, so no transition has to be
 * looked up.
 *
 * @see "metal-api-rest.md 4.2"
 */
final class LifeEvents {
    private LifeEvents() {}

    static void plannedReboot(Tx tx, String machineId, Instant now, String why) {
        append(tx, machineId, new ProvisioningEvent(now, EventType.PLANNED_REBOOT, why));
    }

    static void reclaim(Tx tx, String machineId, Instant now, String why) {
        append(tx, machineId, new ProvisioningEvent(now, EventType.MACHINE_RECLAIM, why));
    }

    private static void append(Tx tx, String machineId, ProvisioningEvent event) {
        var events = tx.events().find(machineId).orElseGet(() -> ProvisioningEvents.empty(machineId));
        var log = new ArrayList<ProvisioningEvent>();
        log.add(event);
        log.addAll(events.log());
        tx.events()
                .saveAll(List.of(new ProvisioningEvents(
                        machineId,
                        Liveliness.ALIVE,
                        Optional.of(event.time()),
                        false,
                        events.failedReclaim(),
                        events.lastError(),
                        log,
                        events.revision())));
    }
}
