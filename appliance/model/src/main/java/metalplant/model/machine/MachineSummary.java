package metalplant.model.machine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import metalplant.model.event.ProvisioningEvents;

/**
 * As much of a machine as issues and capacity need: small, so that those of a whole plant can be held at once.
 *
 * @param owner project of its allocation; empty = free
 * @param firewallAsns ASNs of its networks if it is a firewall
 * @param bmcUpdated empty = no report yet
 */
public record MachineSummary(
        String id,
        String partitionId,
        String sizeId,
        MachineState.Value state,
        boolean waiting,
        Optional<String> owner,
        List<Long> firewallAsns,
        String bmcMac,
        String bmcAddress,
        Optional<Instant> bmcUpdated,
        Optional<ProvisioningEvents> events) {
    public static MachineSummary of(MachineView view) {
        var machine = view.machine();
        return new MachineSummary(
                machine.id(),
                machine.partitionId(),
                machine.sizeId(),
                machine.state().value(),
                machine.waiting(),
                machine.allocation().map(Allocation::projectId),
                machine.allocation().filter(a -> a.role() == Role.FIREWALL).stream()
                        .flatMap(a -> a.networks().stream())
                        .map(Allocation.MachineNetwork::asn)
                        .filter(asn -> asn > 0)
                        .distinct()
                        .toList(),
                machine.bmc().mac(),
                machine.bmc().address(),
                machine.bmc().lastUpdated(),
                view.events());
    }

    public boolean allocated() {
        return owner.isPresent();
    }
}
