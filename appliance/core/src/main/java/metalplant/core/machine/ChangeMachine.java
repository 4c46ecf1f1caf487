package metalplant.core.machine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.event.Liveliness;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineState;
import metalplant.model.machine.MachineTags;
import metalplant.model.machine.MachineView;

/** Changes that neither make nor end an allocation. */
public final class ChangeMachine {
    private final Store store;
    private final World world;

    public ChangeMachine(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    /**
     * Sets whether a machine may be allocated at random.
     *
     * @param value "" = available, RESERVED (also TAINTED), LOCKED
     * @param description why; needed unless available
     * @param issuer e-mail of who asks
     * @throws Problem BAD_REQUEST for an unknown value or a missing description, ENTITY_NOT_FOUND
     */
    public MachineView setState(String id, String value, String description, String issuer) {
        var wanted = stateOf(value);
        if (wanted != MachineState.Value.AVAILABLE && description.isEmpty()) {
            throw Problem.bad("state %s needs a description that says why".formatted(wanted.wire()));
        }
        var who = wanted == MachineState.Value.AVAILABLE ? "" : issuer;
        var state = new MachineState(wanted, description, who, "");
        return change("machine-state", id, machine -> machine.withState(state));
    }

    private static MachineState.Value stateOf(String value) {
        return switch (value) {
            case "" -> MachineState.Value.AVAILABLE;
            case "RESERVED", "TAINTED" -> MachineState.Value.TAINTED;
            case "LOCKED" -> MachineState.Value.LOCKED;
            default ->
                throw Problem.bad("state must be one of \"\", RESERVED and LOCKED, not \"%s\""
                        .formatted(value.length() > 64 ? value.substring(0, 64) : value));
        };
    }

    /**
     * Changes what the owner of a machine may change.
     *
     * @param description empty = stays
     * @param sshPublicKeys none = stay
     * @param userTags none = stay; those of the plant are added again
     * @throws Problem ENTITY_NOT_FOUND, BAD_REQUEST if the machine is not allocated
     */
    public MachineView update(
            String id, Optional<String> description, List<String> sshPublicKeys, List<String> userTags) {
        return change("machine-update", id, machine -> {
            var allocation = machine.allocation()
                    .orElseThrow(
                            () -> Problem.bad("machine %s is not allocated, nothing can be changed".formatted(id)));
            var changed = changed(allocation, description, sshPublicKeys);
            var tags = userTags.isEmpty() ? machine.tags() : MachineTags.of(machine, changed.networks(), userTags);
            return machine.withAllocation(Optional.of(changed), tags);
        });
    }

    private static Allocation changed(Allocation a, Optional<String> description, List<String> sshPublicKeys) {
        return new Allocation(
                a.id(),
                a.name(),
                description.orElse(a.description()),
                a.creator(),
                a.created(),
                a.projectId(),
                a.imageId(),
                a.layout(),
                a.networks(),
                a.hostname(),
                a.userData(),
                sshPublicKeys.isEmpty() ? a.sshPublicKeys() : sshPublicKeys,
                a.role(),
                a.succeeded(),
                a.reinstall(),
                a.consolePassword(),
                a.bootInfo(),
                a.firewallRules(),
                a.dnsServers(),
                a.ntpServers(),
                a.placementTags());
    }

    private interface Change {
        Machine of(Machine machine);
    }

    private MachineView change(String name, String id, Change change) {
        var now = world.now();
        return store.run(name, tx -> {
            var view = view(tx, id);
            var changed =
                    change.of(view.machine()).withChanged(now, view.machine().revision());
            return new MachineView(tx.machines().update(changed), view.events());
        });
    }

    private static MachineView view(Tx tx, String id) {
        return tx.machines().view(id).orElseThrow(() -> Problem.notFound("machine", id));
    }

    /**
     * Forgets a machine with its events and its switch connections.
     *
     * @return the machine as it was
     * @throws Problem ENTITY_NOT_FOUND; RULE_VIOLATED while it is allocated, or while it still shows signs of life
     */
    public MachineView delete(String id) {
        var now = world.now();
        return store.run("machine-delete", tx -> {
            var view = view(tx, id);
            requireDeletable(view);
            disconnect(tx, id, now);
            tx.events().delete(id);
            tx.machines().delete(id);
            return view;
        });
    }

    private static void requireDeletable(MachineView view) {
        var id = view.machine().id();
        if (view.machine().allocation().isPresent()) {
            throw Problem.refused("machine %s is allocated, free it before you delete it".formatted(id));
        }
        if (view.events()
                .filter(events -> events.liveliness() != Liveliness.DEAD)
                .isPresent()) {
            throw Problem.refused("machine %s is not dead, it would come back with its next event".formatted(id));
        }
    }

    private static void disconnect(Tx tx, String machineId, Instant now) {
        for (var leaf : tx.switches().connectedTo(machineId)) {
            var connections = new TreeMap<>(leaf.connections());
            connections.remove(machineId);
            var changed = leaf.withConnections(connections);
            tx.switches().update(changed.withStamp(leaf.stamp().changedAt(now)));
        }
    }
}
