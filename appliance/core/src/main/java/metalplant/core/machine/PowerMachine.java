package metalplant.core.machine;

import static java.lang.System.Logger.Level.INFO;

import java.time.Instant;
import metalplant.core.bus.BmcCommand;
import metalplant.core.bus.Outbox;
import metalplant.core.bus.OutboxPublisher;
import metalplant.core.event.Events;
import metalplant.core.restore.Doubts;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.event.EventType;
import metalplant.model.machine.Led;
import metalplant.model.machine.Machine;

/** Tells a machine's management controller something. It happens later, if at all: there is no answer from there. */
public final class PowerMachine {
    private static final System.Logger LOG = System.getLogger(PowerMachine.class.getName());

    private final Store store;
    private final World world;
    private final Outbox outbox;
    private final OutboxPublisher publisher;

    public PowerMachine(Store store, World world, Outbox outbox, OutboxPublisher publisher) {
        this.store = store;
        this.world = world;
        this.outbox = outbox;
        this.publisher = publisher;
    }

    /**
     * Decides on a command.
     *
     * @param description why the identify LED is switched; "" for other commands
     * @throws Problem ENTITY_NOT_FOUND, RULE_VIOLATED for a machine of no partition, MACHINE_UNCONFIRMED
     */
    public Machine run(String machineId, BmcCommand command, String description) {
        var now = world.now();
        var draft = outbox.draft();
        var machine = store.run("machine-power", tx -> {
            var known = tx.machines().get(machineId);
            if (!command.harmless()) {
                Doubts.requireConfirmed(known);
            }
            draft.command(tx, known, command);
            return note(tx, known, command, description, now);
        });
        LOG.log(INFO, "decided on a command machine={0} command={1}", machineId, command.wire());
        publisher.kick();
        return machine;
    }

    private static Machine note(Tx tx, Machine machine, BmcCommand command, String description, Instant now) {
        return switch (command) {
            case OFF, RESET, CYCLE -> {
                Events.append(tx, machine.id(), EventType.PLANNED_REBOOT, command.wire(), now);
                yield machine;
            }
            case LED_ON, LED_OFF ->
                tx.machines()
                        .update(machine.withLed(new Led(command.wire(), description))
                                .withChanged(now, machine.revision()));
            case ON, BIOS, DISK, PXE, REINSTALL, UPDATE_FIRMWARE -> machine;
        };
    }
}
