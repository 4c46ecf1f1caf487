package metalplant.core.switches;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.World;
import metalplant.model.switches.Adoption;
import metalplant.model.switches.Switch;

/**
 * What the agent of a switch does whenever it starts. A switch that registers again keeps its connections, VRFs and port states;
 * one in replace mode takes over from its twin.
 *
 * @see "metal-api-rest.md 4.12"
 */
public final class RegisterSwitch {
    private final Store store;
    private final World world;

    public RegisterSwitch(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    /**
     * A switch that says it is there.
     *
     * @param name empty = stays, and is the id of a new one
     * @param description empty = stays
     * @param consoleCommand only read the first time
     */
    public record Command(
            String id,
            Optional<String> name,
            Optional<String> description,
            String partitionId,
            String rackId,
            Optional<Switch.Os> os,
            String managementIp,
            String managementUser,
            String consoleCommand,
            List<Switch.SwitchNic> nics) {}

    /** @param created true = it was not known before */
    public record Registered(SwitchView view, boolean created) {}

    /**
     * @throws Problem BAD_REQUEST without id or with two ports of one identifier, ENTITY_NOT_FOUND for an unknown partition,
     *     RULE_VIOLATED for an unknown vendor, a connected port that would get lost or renamed, or a twin that cannot be taken over
     */
    public Registered run(Command command) {
        if (command.id().isEmpty()) {
            throw Problem.bad("id of a switch must not be empty");
        }
        var fresh = fresh(command, Stamp.fresh(world));
        return store.run("switch-register", tx -> {
            tx.partitions().get(command.partitionId());
            var known = tx.switches().find(command.id());
            requireVendor(fresh);
            requireDistinctNics(fresh);
            if (known.isEmpty()) {
                return new Registered(SwitchViews.of(tx, tx.switches().insert(fresh)), true);
            }
            var old = known.get();
            var changed = old.toBeReplaced() ? replaced(tx, old, fresh) : updated(old, fresh, command);
            var stored = changed.equals(old)
                    ? old
                    : tx.switches()
                            .update(changed.withStamp(
                                    old.stamp().changedAt(fresh.stamp().changed())));
            return new Registered(SwitchViews.of(tx, stored), false);
        });
    }

    private static Switch fresh(Command command, Stamp stamp) {
        return new Switch(
                command.id(),
                command.name().orElse(""),
                command.description().orElse(""),
                command.partitionId(),
                command.rackId(),
                "",
                command.os(),
                command.managementIp(),
                command.managementUser(),
                command.consoleCommand(),
                command.nics(),
                Map.of(),
                stamp);
    }

    private static void requireVendor(Switch fresh) {
        if (!fresh.vendor().equals(Switch.SONIC) && !fresh.vendor().equals(Switch.CUMULUS)) {
            throw Problem.refused("the operating system of switch %s must be %s or %s"
                    .formatted(fresh.id(), Switch.SONIC, Switch.CUMULUS));
        }
    }

    private static void requireDistinctNics(Switch fresh) {
        var keys = new HashSet<String>();
        for (var nic : fresh.nics()) {
            if (!keys.add(nic.key())) {
                throw Problem.bad(
                        "switch %s names two ports with the identifier \"%s\"".formatted(fresh.id(), nic.key()));
            }
        }
    }

    private static Switch updated(Switch old, Switch fresh, Command command) {
        return new Switch(
                old.id(),
                command.name().orElse(old.name()),
                command.description().orElse(old.description()),
                fresh.partitionId(),
                fresh.rackId(),
                old.mode(),
                fresh.os(),
                fresh.managementIp(),
                fresh.managementUser(),
                old.consoleCommand(),
                nics(old, fresh),
                old.connections(),
                old.stamp());
    }

    /** Known ports keep what they are used for, others are added; connected ones must stay as they are. */
    private static List<Switch.SwitchNic> nics(Switch old, Switch fresh) {
        var known = new HashMap<String, Switch.SwitchNic>();
        old.nics().forEach(nic -> known.put(nic.key(), nic));
        var nics = new ArrayList<Switch.SwitchNic>();
        for (var nic : fresh.nics()) {
            var before = known.remove(nic.key());
            nics.add(before == null ? nic : renamed(old, before, nic));
        }
        for (var lost : known.values()) {
            old.machineAt(lost.name()).ifPresent(machine -> {
                throw Problem.refused("port %s of switch %s is missing, but machine %s is connected to it"
                        .formatted(lost.name(), old.id(), machine));
            });
        }
        return nics;
    }

    private static Switch.SwitchNic renamed(Switch old, Switch.SwitchNic before, Switch.SwitchNic nic) {
        if (!before.name().equals(nic.name())) {
            old.machineAt(before.name()).ifPresent(machine -> {
                throw Problem.refused("port %s of switch %s wants to be called %s, but machine %s is connected to it"
                        .formatted(before.name(), old.id(), nic.name(), machine));
            });
        }
        return new Switch.SwitchNic(
                nic.name(),
                before.identifier(),
                nic.mac().isEmpty() ? before.mac() : nic.mac(),
                before.vrf(),
                before.actual(),
                before.desired(),
                before.bgp());
    }

    private static Switch replaced(Tx tx, Switch old, Switch fresh) {
        if (!old.partitionId().equals(fresh.partitionId()) || !old.rackId().equals(fresh.rackId())) {
            throw Problem.refused("switch %s cannot be replaced by one in another rack: %s in %s instead of %s in %s"
                    .formatted(old.id(), fresh.rackId(), fresh.partitionId(), old.rackId(), old.partitionId()));
        }
        var adopted = Adoption.adopt(twin(tx, fresh), fresh);
        Switches.rewireMachines(tx, old, adopted);
        return adopted.withStamp(old.stamp());
    }

    private static Switch twin(Tx tx, Switch fresh) {
        var twins = tx.switches().ofRack(fresh.partitionId(), fresh.rackId()).stream()
                .filter(leaf -> !leaf.id().equals(fresh.id()))
                .filter(leaf -> !leaf.toBeReplaced() && !leaf.connections().isEmpty())
                .toList();
        if (twins.size() != 1) {
            throw Problem.refused("switch %s needs exactly one twin in rack %s to take over from, there are %d"
                    .formatted(fresh.id(), fresh.rackId(), twins.size()));
        }
        return twins.getFirst();
    }
}
