package metalplant.model.machine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import metalplant.model.event.EventType;
import metalplant.model.event.Liveliness;
import metalplant.model.event.ProvisioningEvent;
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
        Optional<Events> events) {
    /**
     * As much of its events.
     *
     * @param newest empty = none yet, or one that only a newer release knows
     * @param lastError when an event last did not fit
     */
    public record Events(
            Liveliness liveliness,
            boolean crashLoop,
            boolean failedReclaim,
            Optional<EventType> newest,
            Optional<Instant> lastError) {
        static Events of(ProvisioningEvents events) {
            return new Events(
                    events.liveliness(),
                    events.crashLoop(),
                    events.failedReclaim(),
                    events.newest().map(ProvisioningEvent::event),
                    events.lastError().map(ProvisioningEvent::time));
        }

        public boolean newestIs(EventType type) {
            return newest.filter(event -> event == type).isPresent();
        }
    }

    public static MachineSummary of(MachineView view) {
        var machine = view.machine();
        return new MachineSummary(
                machine.id(),
                machine.partitionId(),
                machine.sizeId(),
                machine.state().value(),
                machine.waiting(),
                machine.allocation().map(Allocation::projectId),
                machine.allocation()
                        .filter(a -> a.role() == Role.FIREWALL)
                        .map(a -> asns(a.networks()))
                        .orElse(List.of()),
                machine.bmc().mac(),
                machine.bmc().address(),
                machine.bmc().lastUpdated(),
                view.events().map(Events::of));
    }

    /** Those that a firewall speaks BGP with. */
    public static List<Long> asns(List<Allocation.MachineNetwork> networks) {
        return networks.stream()
                .map(Allocation.MachineNetwork::asn)
                .filter(asn -> asn > 0)
                .distinct()
                .toList();
    }

    public boolean allocated() {
        return owner.isPresent();
    }
}
