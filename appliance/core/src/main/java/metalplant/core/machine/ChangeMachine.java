package metalplant.core.machine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.core.restore.Doubts;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.event.Liveliness;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineState;
import metalplant.model.machine.MachineTags;
import metalplant.model.machine.SshPublicKey;
import metalplant.model.switches.Switch;

/** What an operator changes about a machine: its state, the notes of its allocation, and whether it is known at all. */
public final class ChangeMachine {
    private final Store store;
    private final World world;

    public ChangeMachine(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    /**
     * Makes a machine available, reserved or locked.
     *
     * @param description why; mandatory unless the machine becomes available
     * @param issuer e-mail of who asks
     * @throws Problem BAD_REQUEST without a description, ENTITY_NOT_FOUND
     */
    public Machine setState(String id, MachineState.Value value, String description, String issuer) {
        boolean available = value == MachineState.Value.AVAILABLE;
        if (!available && description.isBlank()) {
            throw Problem.bad("say in the description why the machine is reserved or locked");
        }
        var state = new MachineState(value, description, available ? "" : issuer, "");
        var now = world.now();
        return store.run("machine-state", tx -> {
            var machine = tx.machines().get(id);
            return tx.machines().update(machine.withState(state).withChanged(now, machine.revision()));
        });
    }

    /**
     * Changes the notes of an allocation. Empty lists leave what is there.
     *
     * @param tags replace the user's tags; those of the plant stay
     * @throws Problem BAD_REQUEST for a machine that is not allocated, ENTITY_NOT_FOUND
     */
    public Machine update(String id, Optional<String> description, List<String> sshPublicKeys, List<String> tags) {
        sshPublicKeys.forEach(SshPublicKey::require);
        var now = world.now();
        return store.run("machine-update", tx -> {
            var machine = tx.machines().get(id);
            var allocation = machine.allocation()
                    .orElseThrow(
                            () -> Problem.bad("only allocated machines can be updated, \"%s\" is not".formatted(id)));
            var changed = allocation.withNotes(
                    description.orElse(allocation.description()),
                    sshPublicKeys.isEmpty() ? allocation.sshPublicKeys() : sshPublicKeys);
            var newTags = tags.isEmpty() ? machine.tags() : MachineTags.of(machine, allocation.networks(), tags);
            return tx.machines()
                    .update(machine.withAllocation(Optional.of(changed), newTags)
                            .withChanged(now, machine.revision()));
        });
    }

    /**
     * Forgets a machine that is gone for good.
     *
     * @return the machine as it was
     * @throws Problem RULE_VIOLATED while it is allocated or alive, ENTITY_NOT_FOUND, MACHINE_UNCONFIRMED
     */
    public Machine delete(String id) {
        var now = world.now();
        return store.run("machine-delete", tx -> {
            var machine = tx.machines().get(id);
            Doubts.requireConfirmed(machine);
            if (machine.allocation().isPresent()) {
                throw Problem.refused("machine \"%s\" is allocated, free it first".formatted(id));
            }
            var events = tx.events().find(id).filter(e -> e.newest().isPresent());
            if (events.map(ProvisioningEvents::liveliness)
                    .filter(l -> l != Liveliness.DEAD)
                    .isPresent()) {
                throw Problem.refused(
                        "machine \"%s\" is not dead: power it off and wait until its liveliness says so".formatted(id));
            }
            for (var connected : tx.switches().connectedTo(id)) {
                tx.switches().update(without(connected, id, now));
            }
            tx.events().delete(id);
            tx.machines().delete(id);
            return machine;
        });
    }

    private static Switch without(Switch connected, String machineId, Instant now) {
        var connections = new TreeMap<>(connected.connections());
        connections.remove(machineId);
        return connected.withConnections(connections).withStamp(AllocateMachine.changed(connected.stamp(), now));
    }
}
