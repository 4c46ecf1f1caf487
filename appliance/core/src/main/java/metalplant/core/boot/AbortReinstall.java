package metalplant.core.boot;

import java.util.Optional;
import metalplant.core.bus.BmcCommand;
import metalplant.core.bus.Outbox;
import metalplant.core.restore.Doubts;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.machine.Allocation.BootInfo;

/** A reinstallation failed: back to what was installed before, if its disk still has it. */
public final class AbortReinstall {
    private final Store store;
    private final World world;
    private final Outbox outbox;

    public AbortReinstall(Store store, World world, Outbox outbox) {
        this.store = store;
        this.world = world;
        this.outbox = outbox;
    }

    /**
     * Drops the reinstall flag and lets the controller boot from disk.
     *
     * @return what to boot instead; empty when nothing is left to boot
     * @throws Problem ENTITY_NOT_FOUND; RULE_VIOLATED if the machine is not allocated
     */
    public Optional<BootInfo> abort(String machineId, boolean primaryDiskWiped) {
        var id = MachineIds.check(machineId);
        var now = world.now();
        var draft = outbox.draft();
        return store.run("machine-abort-reinstall", tx -> {
            var machine = tx.machines().get(id);
            Doubts.requireConfirmed(machine);
            var allocation = machine.allocation()
                    .orElseThrow(() -> Problem.refused("the machine \"%s\" is not allocated".formatted(id)));
            var aborted = Allocations.aborted(allocation, primaryDiskWiped);
            var written = tx.machines()
                    .update(machine.withAllocation(Optional.of(aborted), machine.tags())
                            .withChanged(now, machine.revision()));
            draft.command(tx, written, BmcCommand.DISK);
            return primaryDiskWiped ? Optional.empty() : aborted.bootInfo();
        });
    }
}
