package metalplant.core.machine;

import static java.lang.System.Logger.Level.INFO;

import java.time.Instant;
import java.util.Optional;
import metalplant.core.bus.BmcCommand;
import metalplant.core.bus.Outbox;
import metalplant.core.bus.OutboxPublisher;
import metalplant.core.restore.Doubts;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.core.switches.SwitchPorts;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.filesystem.LayoutRules;
import metalplant.model.machine.Machine;

/** Has an allocated machine installed anew, with another image or the same. */
public final class ReinstallMachine {
    private static final System.Logger LOG = System.getLogger(ReinstallMachine.class.getName());

    private final Store store;
    private final World world;
    private final Outbox outbox;
    private final OutboxPublisher publisher;

    public ReinstallMachine(Store store, World world, Outbox outbox, OutboxPublisher publisher) {
        this.store = store;
        this.world = world;
        this.outbox = outbox;
        this.publisher = publisher;
    }

    /**
     * Marks the machine, takes its ports out of the tenant's network and has it boot into the installer.
     *
     * @param imageId a full id
     * @throws Problem BAD_REQUEST for a machine that is locked or not allocated or no image; ENTITY_NOT_FOUND; RULE_VIOLATED for a
     *     layout that wipes nothing; MACHINE_UNCONFIRMED
     */
    public Machine run(String machineId, String imageId) {
        var now = world.now();
        var draft = outbox.draft();
        var marked = store.run("machine-reinstall", tx -> mark(tx, machineId, imageId, now, draft));
        LOG.log(INFO, "reinstalls machine={0} image={1}", machineId, imageId);
        publisher.kick();
        return marked;
    }

    private static Machine mark(Tx tx, String machineId, String imageId, Instant now, Outbox.Draft draft) {
        var machine = tx.machines().get(machineId);
        Doubts.requireConfirmed(machine);
        var allocation = machine.allocation()
                .filter(_ -> !machine.locked() && !imageId.isEmpty())
                .orElseThrow(() -> Problem.bad(
                        "machine \"%s\" is locked or not allocated, or no image is named".formatted(machineId)));
        tx.images().get(imageId);
        var layout = allocation
                .layout()
                .orElseGet(() -> LayoutRules.select(tx.filesystemLayouts().list(), machine.sizeId(), imageId));
        if (!layout.reinstallable()) {
            throw Problem.refused("filesystem layout \"%s\" wipes no disk on reinstall, free the machine instead"
                    .formatted(layout.id()));
        }
        SwitchPorts.clearVrf(tx, machineId, now);
        var marked = tx.machines()
                .update(machine.withAllocation(
                                Optional.of(allocation
                                        .withImage(imageId)
                                        .withLayout(layout)
                                        .withReinstall(true)),
                                machine.tags())
                        .withChanged(now, machine.revision()));
        draft.delete(tx, marked);
        draft.command(tx, marked, BmcCommand.REINSTALL);
        return marked;
    }
}
