package metalplant.server.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import metalplant.core.boot.BootLeases;
import metalplant.core.event.EventIntake;
import metalplant.core.event.IncomingEvent;
import metalplant.model.Problem;
import metalplant.server.grpc.GrpcCall;
import metalplant.server.grpc.GrpcMethod;
import metalplant.wire.StorableText;
import metalplant.wire.boot.v1.EventServiceSendRequest;
import metalplant.wire.boot.v1.EventServiceSendResponse;
import metalplant.wire.boot.v1.MachineProvisioningEvent;

/**
 * {@code api.v1.EventService}.
 *
 * @see "partition-wire.md 1.4"
 */
final class EventService {
    private static final int EVENTS_MAX = 20_000;

    private final EventIntake events;
    private final BootLeases leases;

    EventService(EventIntake events, BootLeases leases) {
        this.events = events;
        this.leases = leases;
    }

    List<GrpcMethod> methods() {
        return List.of(GrpcMethod.batch("/api.v1.EventService/Send", EventServiceSendRequest.parser(), this::send));
    }

    private EventServiceSendResponse send(GrpcCall call, EventServiceSendRequest request) {
        var caller = BootService.caller(call);
        if (request.getEventsCount() > EVENTS_MAX) {
            throw Problem.bad("at most %d events can be sent at a time".formatted(EVENTS_MAX));
        }
        var allowed = new TreeMap<String, IncomingEvent>();
        var failed = new ArrayList<String>();
        request.getEventsMap().forEach((machineId, event) -> {
            if (isStorable(machineId, event) && leases.maySay(caller, machineId, event.getEvent())) {
                allowed.put(machineId, new IncomingEvent(event.getEvent(), event.getMessage()));
            } else {
                failed.add(machineId);
            }
        });
        var taken = events.send(allowed);
        failed.addAll(taken.failed());
        return EventServiceSendResponse.newBuilder()
                .setEvents(taken.stored())
                .addAllFailed(failed)
                .build();
    }

    private static boolean isStorable(String machineId, MachineProvisioningEvent event) {
        return StorableText.is(machineId) && StorableText.is(event.getEvent()) && StorableText.is(event.getMessage());
    }
}
