package metalplant.core.boot;

import java.util.Optional;
import metalplant.core.bus.BmcCommand;
import metalplant.core.bus.Outbox;
import metalplant.core.restore.Doubts;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Allocation.BootInfo;
import metalplant.model.machine.Machine;
import metalplant.model.machine.Role;

/**
 * The operating system is on disk: its leaf ports join the network of its project, the controller boots from disk from now on, and
 * what the installer was lent is worth nothing any more.
 *
 * @see "partition-wire.md 1.3, 1.6"
 */
public final class ReportInstallation {
    private static final String FIREWALL_VRF = "default";

    private final Store store;
    private final World world;
    private final Outbox outbox;

    public ReportInstallation(Store store, World world, Outbox outbox) {
        this.store = store;
        this.world = world;
        this.outbox = outbox;
    }

    /**
     * Takes the report; a repeated one only sends the command again.
     *
     * @param consolePassword secret
     * @throws Problem ENTITY_NOT_FOUND; RULE_VIOLATED if the machine is not allocated or has no private network; BAD_REQUEST without
     *     boot info; MACHINE_UNCONFIRMED
     */
    public void report(String machineId, String consolePassword, Optional<BootInfo> bootInfo) {
        var id = MachineIds.check(machineId);
        var now = world.now();
        var draft = outbox.draft();
        store.run("machine-report", tx -> landed(tx, id, consolePassword, bootInfo), tx -> {
            var machine = tx.machines().get(id);
            Doubts.requireConfirmed(machine);
            var allocation = machine.allocation()
                    .orElseThrow(() -> Problem.refused("the machine \"%s\" is not allocated".formatted(id)));
            var info =
                    bootInfo.orElseThrow(() -> Problem.bad("the machine \"%s\" reported no boot info".formatted(id)));
            joinNetwork(tx, id, vrf(machine, allocation));
            var installed = Allocations.installed(allocation, consolePassword, info);
            var written = tx.machines()
                    .update(machine.withAllocation(Optional.of(installed), machine.tags())
                            .withChanged(now, machine.revision()));
            draft.command(tx, written, BmcCommand.DISK);
            tx.leases().revokeOf(id);
            return written;
        });
    }

    /** After a commit whose outcome is unknown: a second try would find the lease revoked by the first. */
    private static Optional<Machine> landed(
            Tx tx, String machineId, String consolePassword, Optional<BootInfo> bootInfo) {
        return tx.machines()
                .find(machineId)
                .filter(machine -> machine.allocation()
                        .filter(allocation -> !allocation.reinstall()
                                && bootInfo.isPresent()
                                && allocation.equals(
                                        Allocations.installed(allocation, consolePassword, bootInfo.get())))
                        .isPresent());
    }

    private static String vrf(Machine machine, Allocation allocation) {
        if (allocation.role() == Role.FIREWALL) {
            return FIREWALL_VRF;
        }
        return allocation
                .privateNetwork()
                .map(network -> "vrf" + network.vrf())
                .orElseThrow(() -> Problem.refused(
                        "the machine \"%s\" is in no private network, so there is no vrf for its switch ports"
                                .formatted(machine.id())));
    }

    private void joinNetwork(Tx tx, String machineId, String vrf) {
        for (var leaf : tx.switches().connectedTo(machineId)) {
            var joined = leaf.withVrfOf(machineId, vrf);
            if (!joined.equals(leaf)) {
                tx.switches().update(joined.touched(world));
            }
        }
    }
}
