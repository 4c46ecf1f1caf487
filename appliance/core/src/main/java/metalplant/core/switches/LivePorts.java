package metalplant.core.switches;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import metalplant.core.restore.Doubts;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Evidence;
import metalplant.model.machine.Machine;
import metalplant.model.machine.Role;
import metalplant.model.switches.Switch;
import metalplant.model.switches.SwitchStatus;

/**
 * Leaf ports of machines in doubt: a restored database must not take a customer's machine out of its network. Until its agent has
 * reported once since the restore a leaf is told nothing, so it stays as it is, and what it reports then is how things were. From
 * then on these ports are told what they are already.
 */
final class LivePorts {
    private static final String FIREWALL_VRF = "default";

    private LivePorts() {}

    /** What the leaf is to be told. @throws Problem MACHINE_UNCONFIRMED before its first report */
    static Switch told(Tx tx, Switch leaf) {
        var doubted = doubted(tx, leaf);
        if (doubted.isEmpty()) {
            return leaf;
        }
        if (!hasReported(tx.switches().status(leaf.id()))) {
            throw Problem.of(
                            ProblemCode.MACHINE_UNCONFIRMED,
                            "this plant was restored or took machines over: switch \"%s\" keeps its configuration until its agent has reported what it is"
                                    .formatted(leaf.id()))
                    .with("switch", leaf.id());
        }
        return leaf.withNics(leaf.nics().stream()
                .map(nic -> leaf.machineAt(nic.name())
                        .filter(doubted::containsKey)
                        .flatMap(_ -> nic.bgp())
                        .map(bgp -> nic.withVrf(bgp.vrfName()))
                        .orElse(nic))
                .toList());
    }

    private static boolean hasReported(Optional<SwitchStatus> status) {
        return status.filter(known ->
                        known.lastSync().isPresent() || known.lastError().isPresent())
                .isPresent();
    }

    /**
     * The leaf as it reported. Ports of machines in doubt keep the last network that was seen, also while the machine is down.
     *
     * @param before the leaf as stored
     * @param after with what was reported now
     * @param status before this report
     */
    static Switch reported(Tx tx, Switch before, Switch after, Optional<SwitchStatus> status) {
        var doubted = doubted(tx, before);
        if (doubted.isEmpty()) {
            return after;
        }
        if (!hasReported(status)) {
            doubted.values()
                    .forEach(machine ->
                            evidence(machine, after).ifPresent(evidence -> Doubts.weigh(tx, machine, evidence)));
        }
        return after.withNics(after.nics().stream()
                .map(nic -> nic.bgp().isEmpty()
                                && after.machineAt(nic.name())
                                        .filter(doubted::containsKey)
                                        .isPresent()
                        ? nic.withBgp(before.nic(nic.name()).flatMap(Switch.SwitchNic::bgp))
                        : nic)
                .toList());
    }

    private static Map<String, Machine> doubted(Tx tx, Switch leaf) {
        return tx.machines().findAll(List.copyOf(leaf.connections().keySet())).stream()
                .filter(Machine::unconfirmed)
                .collect(Collectors.toMap(Machine::id, machine -> machine));
    }

    /** Empty if no session of the machine says anything. */
    private static Optional<Evidence> evidence(Machine machine, Switch leaf) {
        var seen = leaf.connections().getOrDefault(machine.id(), List.of()).stream()
                .flatMap(port -> leaf.nic(port).flatMap(Switch.SwitchNic::bgp).stream())
                .map(Switch.BgpPortState::vrfName)
                .filter(vrf -> !vrf.isEmpty())
                .distinct()
                .toList();
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        boolean agrees = machine.allocation()
                .filter(allocation -> allocation.bootInfo().isPresent())
                .flatMap(LivePorts::vrf)
                .filter(vrf -> seen.equals(List.of(vrf)))
                .isPresent();
        return Optional.of(agrees ? Evidence.FABRIC_AGREES : Evidence.FABRIC_DIFFERS);
    }

    private static Optional<String> vrf(Allocation allocation) {
        return allocation.role() == Role.FIREWALL
                ? Optional.of(FIREWALL_VRF)
                : allocation.privateNetwork().map(network -> "vrf" + network.vrf());
    }
}
