package metalplant.core.bus;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.partition.Partitions;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.bus.OutboxMessage;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Machine;

/** Puts messages beside the change that they tell of, in one transaction. {@link OutboxPublisher} sends them. */
public final class Outbox {
    /** A command to a management controller that could not be sent by then would surprise whoever has the machine next. */
    public static final Duration DEADLINE = Duration.ofSeconds(30);

    private final World world;
    private final BmcSuperUser superUser;

    public Outbox(World world, BmcSuperUser superUser) {
        this.world = world;
        this.superUser = superUser;
    }

    /** Time and ids for some messages, drawn before the transaction. */
    public final class Draft {
        private final Instant now = world.now();
        private final UUID first = world.newId();
        private final UUID second = world.newId();

        private Draft() {}

        /** Tells the machine's controller; holds as long as the machine keeps the allocation that it has in {@code machine}. */
        public void command(Tx tx, Machine machine, BmcCommand command) {
            var message = new MachineMessage.Command(machine.id(), command, superUser.fill(machine.bmc()));
            tx.outbox().add(bound(first, Partitions.topicOf(requirePartition(machine)), message, machine));
        }

        /** Tells the machine's controller to install a firmware; holds as a command does. */
        public void updateFirmware(Tx tx, Machine machine, FirmwareLink link) {
            var message = new MachineMessage.UpdateFirmware(machine.id(), link, superUser.fill(machine.bmc()));
            tx.outbox().add(bound(first, Partitions.topicOf(requirePartition(machine)), message, machine));
        }

        /** Tells the machine's controller to boot it anew from the network. */
        public void delete(Tx tx, Machine machine) {
            var message = new MachineMessage.Delete(machine.id(), superUser.fill(machine.bmc()));
            tx.outbox().add(bound(second, Partitions.topicOf(requirePartition(machine)), message, machine));
        }

        /** Tells everybody who listens that {@code machine} was allocated. */
        public void allocated(Tx tx, Machine machine) {
            var message = new MachineMessage.Allocated(machine.id());
            tx.outbox().add(bound(first, MachineMessage.ALLOCATION_TOPIC, message, machine));
        }

        private OutboxMessage bound(UUID id, String topic, MachineMessage message, Machine machine) {
            return new OutboxMessage(
                    id,
                    topic,
                    message.what(),
                    machine.id(),
                    true,
                    allocationOf(machine),
                    message.json(),
                    now,
                    now.plus(DEADLINE),
                    OutboxMessage.State.PENDING);
        }
    }

    public Draft draft() {
        return new Draft();
    }

    static Optional<UUID> allocationOf(Machine machine) {
        return machine.allocation().map(Allocation::id);
    }

    private static String requirePartition(Machine machine) {
        if (machine.partitionId().isEmpty()) {
            throw Problem.refused(
                    "machine \"%s\" belongs to no partition yet, so nobody reaches its management controller: let it register first"
                            .formatted(machine.id()));
        }
        return machine.partitionId();
    }
}
