package metalplant.server.order;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.order.MachineOrders;
import metalplant.door.Caller;
import metalplant.door.CallerHeaders;
import metalplant.door.Role;
import metalplant.model.Problem;
import metalplant.model.order.MachineOrder;
import metalplant.model.order.Rule;
import metalplant.model.order.Slot;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.Absent;
import metalplant.wire.WireJson;
import metalplant.wire.order.MachineAllocateManyRequest;
import metalplant.wire.order.MachineOrderResponse;
import metalplant.wire.order.MachineOrderSlot;
import org.jspecify.annotations.Nullable;

/** {@code /v1/machine/allocate-many}: the order is made after the answer; its state is read until it is over. */
public final class OrderHttp implements Feature {
    private static final String PATH = "/v1/machine/allocate-many";

    private final MachineOrders orders;

    public OrderHttp(MachineOrders orders) {
        this.orders = orders;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.post(PATH, "allocateMachines", Role.EDIT, this::create)
                        .reads(MachineAllocateManyRequest.class)
                        .answers(MachineOrderResponse.class)
                        .creates()
                        .refuses(409)
                        .refuses(422),
                Operation.get(PATH, "listMachineOrders", Role.VIEW, this::list).lists(MachineOrderResponse.class),
                Operation.get(PATH + "/{id}", "findMachineOrder", Role.VIEW, this::find)
                        .answers(MachineOrderResponse.class));
    }

    private Answer create(Call call) {
        var request = call.body(MachineAllocateManyRequest.class);
        var machine = request.machine();
        if (machine == null) {
            throw Problem.bad("machine is missing: what each of them shall be");
        }
        if (machine.uuid() != null || machine.partitionId() != null) {
            throw Problem.bad("neither uuid nor partitionid can be given: where machines are made is what is planned");
        }
        if (!Absent.toEmpty(machine.ips()).isEmpty()) {
            throw Problem.bad("ips cannot be given: no two machines can have the same");
        }
        if (Absent.toText(machine.sizeId()).isEmpty()) {
            throw Problem.bad("sizeid of the machine should not be empty");
        }
        return Answer.created(toWire(orders.create(new MachineOrders.Create(
                id(request.id()),
                Rule.parse(Absent.toText(request.zones())),
                request.count() == null ? 0 : request.count(),
                Absent.toEmpty(request.zoneIds()),
                Absent.toText(machine.projectId()),
                WireJson.text(machine),
                orderer(call.caller())))));
    }

    private static Optional<UUID> id(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        if (!CallerHeaders.isRequestId(text)) {
            throw Problem.bad("id must be a UUID in small letters");
        }
        return Optional.of(UUID.fromString(text));
    }

    private static MachineOrder.Orderer orderer(Caller caller) {
        return new MachineOrder.Orderer(
                caller.email(), caller.name(), caller.tenant(), caller.role().name());
    }

    private Answer list(Call call) {
        return Answer.ok(orders.list().stream().map(OrderHttp::toWire).toList());
    }

    private Answer find(Call call) {
        return Answer.ok(toWire(orders.get(call.path("id"))));
    }

    private static MachineOrderResponse toWire(MachineOrder order) {
        return new MachineOrderResponse(
                order.id(),
                order.rule().wire(),
                order.count(),
                order.project(),
                order.state().wire(),
                Math.toIntExact(order.made()),
                order.why(),
                order.stamp().created(),
                order.stamp().changed(),
                order.slots().stream().map(OrderHttp::toWire).toList());
    }

    private static MachineOrderSlot toWire(Slot slot) {
        return new MachineOrderSlot(
                slot.number(),
                slot.place().plant(),
                slot.place().zone(),
                slot.place().partition(),
                slot.state().name().toLowerCase(Locale.ROOT),
                slot.place().network(),
                slot.machine(),
                slot.request().toString(),
                slot.why());
    }
}
