package metalplant.server.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.order.MachineOrder;
import metalplant.model.order.Slot;
import metalplant.wire.Absent;
import metalplant.wire.WireJson;
import metalplant.wire.machine.MachineAllocateRequest;
import metalplant.wire.machine.MachineAllocationNetwork;
import org.jspecify.annotations.Nullable;

/** The ordinary allocation that one slot of an order is. */
final class SlotBody {
    private SlotBody() {}

    /** What each machine of an order shall be. */
    static MachineAllocateRequest template(String text) {
        try {
            return WireJson.mapper().readValue(text, MachineAllocateRequest.class);
        } catch (JsonProcessingException e) {
            throw Problem.of(ProblemCode.STORED_STATE_IMPOSSIBLE, "cannot read what an order wants")
                    .because(e);
        }
    }

    static MachineAllocateRequest of(MachineOrder order, Slot slot) {
        var t = template(order.template());
        var networks = new ArrayList<MachineAllocationNetwork>();
        networks.add(new MachineAllocationNetwork(true, slot.place().network()));
        networks.addAll(Absent.toEmpty(t.networks()));
        var tags = new ArrayList<>(Absent.toEmpty(t.tags()));
        tags.add(order.tag(slot));
        return new MachineAllocateRequest(
                numbered(t.name(), slot),
                t.description(),
                t.dnsServers(),
                t.filesystemLayoutId(),
                numbered(t.hostname(), slot),
                t.imageId(),
                t.ips(),
                List.copyOf(networks),
                t.ntpServers(),
                slot.place().partition(),
                t.placementTags(),
                t.projectId(),
                t.sizeId(),
                t.sshPubKeys(),
                List.copyOf(tags),
                t.userData(),
                null);
    }

    /** The same without these networks, and without addresses, which no two machines can have. */
    static MachineAllocateRequest without(MachineAllocateRequest t, Collection<String> networks) {
        return new MachineAllocateRequest(
                t.name(),
                t.description(),
                t.dnsServers(),
                t.filesystemLayoutId(),
                t.hostname(),
                t.imageId(),
                null,
                Absent.toEmpty(t.networks()).stream()
                        .filter(named -> !networks.contains(named.networkId()))
                        .toList(),
                t.ntpServers(),
                null,
                t.placementTags(),
                t.projectId(),
                t.sizeId(),
                t.sshPubKeys(),
                t.tags(),
                t.userData(),
                null);
    }

    private static @Nullable String numbered(@Nullable String name, Slot slot) {
        return name == null || name.isEmpty() ? name : "%s-%d".formatted(name, slot.number());
    }
}
