package metalplant.core.switches;

import static metalplant.model.Filters.is;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import metalplant.core.restore.Doubts;
import metalplant.core.store.Page;
import metalplant.core.store.Pages;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.partition.Partition;
import metalplant.model.switches.Adoption;
import metalplant.model.switches.Switch;

/** Reads switches, and does what operators ask of them. */
public final class Switches {
    /** With each comes every machine of its rack and what their projects hold. */
    private static final int PAGE = 50;

    private final Store store;
    private final World world;
    private final Doubts doubts;

    public Switches(Store store, World world) {
        this(store, world, new Doubts(store));
    }

    /** @param doubts whether machines are to be confirmed, whose ports must stay as they are */
    public Switches(Store store, World world, Doubts doubts) {
        this.store = store;
        this.world = world;
        this.doubts = doubts;
    }

    /** Filters of a search; all given ones must hold. */
    public record Query(
            Optional<String> id,
            Optional<String> name,
            Optional<String> osVendor,
            Optional<String> osVersion,
            Optional<String> partitionId,
            Optional<String> rackId)
            implements Predicate<Switch> {
        public static final Query ALL = new Query(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        @Override
        public boolean test(Switch leaf) {
            return is(id, leaf.id())
                    && is(name, leaf.name())
                    && is(osVendor, leaf.vendor())
                    && is(osVersion, leaf.os().map(Switch.Os::version).orElse(""))
                    && is(partitionId, leaf.partitionId())
                    && is(rackId, leaf.rackId());
        }
    }

    /** Every match in order of id, as {@link Pages} reads them; their partitions are read once, before the first. */
    public void each(Query query, Consumer<SwitchView> sink) {
        var partitions = store.read("switch-partitions", SwitchViews::partitions);
        Pages.read(store, "switch-page", "", (tx, after) -> page(tx, query, after, partitions))
                .forEach(sink);
    }

    private static Page<SwitchView, String> page(Tx tx, Query query, String after, Map<String, Partition> partitions) {
        var page = query.id()
                .map(id -> Page.<Switch, String>whole(tx.switches().findAll(List.of(id))))
                .orElseGet(() -> tx.switches().page(after, PAGE));
        return page.with(SwitchViews.of(tx, page.where(query).rows(), partitions));
    }

    /** As a person sees it, also while its agent is told nothing. @throws Problem ENTITY_NOT_FOUND */
    public SwitchView shown(String id) {
        return store.read("switch-shown", tx -> SwitchViews.of(tx, tx.switches().get(id)));
    }

    /**
     * What its agent makes of it.
     *
     * @throws Problem ENTITY_NOT_FOUND; MACHINE_UNCONFIRMED while it must stay as it is
     */
    public SwitchView get(String id) {
        return store.read("switch-get", tx -> {
            var leaf = tx.switches().get(id);
            return SwitchViews.of(tx, doubts.any() ? LivePorts.told(tx, leaf) : leaf);
        });
    }

    /**
     * Changes what an operator may change.
     *
     * @param description empty = stays
     * @param consoleCommand always replaces
     * @param mode replace; everything else is operational
     * @throws Problem ENTITY_NOT_FOUND
     */
    public SwitchView update(String id, Optional<String> description, String consoleCommand, String mode) {
        var newMode = mode.equals(Switch.MODE_REPLACE) ? Switch.MODE_REPLACE : Switch.MODE_OPERATIONAL;
        return change(
                "switch-update",
                id,
                old -> new Switch(
                        old.id(),
                        old.name(),
                        description.orElse(old.description()),
                        old.partitionId(),
                        old.rackId(),
                        newMode,
                        old.os(),
                        old.managementIp(),
                        old.managementUser(),
                        consoleCommand,
                        old.nics(),
                        old.connections(),
                        old.stamp()));
    }

    /**
     * Asks for a port to be up or down; its agent does it and reports.
     *
     * @param port name in any case
     * @throws Problem BAD_REQUEST unless {@code status} is UP or DOWN and a machine is connected there, ENTITY_NOT_FOUND for an
     *     unknown switch or port
     */
    public SwitchView togglePort(String id, String port, String status) {
        var wanted = wanted(status);
        return change("switch-port", id, old -> {
            var nic = old.nics().stream()
                    .filter(n -> n.name().equalsIgnoreCase(port))
                    .findFirst()
                    .orElseThrow(() -> Problem.notFound("port of switch " + id, port));
            if (old.machineAt(nic.name()).isEmpty()) {
                throw Problem.bad("no machine is connected to port %s of switch %s".formatted(nic.name(), id));
            }
            return old.withNics(old.nics().stream()
                    .map(n -> n.equals(nic) ? n.withDesired(wanted) : n)
                    .toList());
        });
    }

    private static Switch.PortStatus wanted(String status) {
        return switch (status) {
            case "UP" -> Switch.PortStatus.UP;
            case "DOWN" -> Switch.PortStatus.DOWN;
            default -> throw Problem.bad("the status of a port can be set to UP and DOWN only");
        };
    }

    /**
     * Forgets a switch and its status.
     *
     * @param force even if machines are connected to it
     * @return the switch as it was
     * @throws Problem ENTITY_NOT_FOUND, BAD_REQUEST while machines are connected
     */
    public SwitchView delete(String id, boolean force) {
        return store.run("switch-delete", tx -> {
            var leaf = tx.switches().get(id);
            if (!leaf.connections().isEmpty() && !force) {
                throw Problem.bad("switch %s still has %d machines connected, only force deletes it"
                        .formatted(id, leaf.connections().size()));
            }
            var view = SwitchViews.of(tx, leaf);
            tx.switches().delete(leaf);
            tx.switches().deleteStatus(id);
            tx.fabric().delete(id);
            return view;
        });
    }

    /**
     * Moves configuration and machines of a switch to another one of its rack that has none.
     *
     * @return the new switch
     * @throws Problem BAD_REQUEST for missing ids, another rack or a target with machines; ENTITY_NOT_FOUND; RULE_VIOLATED if the
     *     target lacks a port
     */
    public SwitchView migrate(String oldId, String newId) {
        if (oldId.isEmpty() || newId.isEmpty()) {
            throw Problem.bad("both the old and the new switch must be named");
        }
        var now = world.now();
        return store.run("switch-migrate", tx -> {
            var old = tx.switches().get(oldId);
            var heir = tx.switches().get(newId);
            if (!old.rackId().equals(heir.rackId()) || !old.partitionId().equals(heir.partitionId())) {
                throw Problem.bad("switches %s and %s are not in the same rack".formatted(oldId, newId));
            }
            if (!heir.connections().isEmpty()) {
                throw Problem.bad("switch %s has machines connected already".formatted(newId));
            }
            var adopted = Adoption.adopt(old, heir);
            rewireMachines(tx, old, adopted);
            tx.switches()
                    .update(old.withConnections(Map.of()).withStamp(old.stamp().changedAt(now)));
            return SwitchViews.of(
                    tx, tx.switches().update(adopted.withStamp(heir.stamp().changedAt(now))));
        });
    }

    /** Makes the machines of {@code old} see {@code heir} in its place, as they will after their next start. */
    static void rewireMachines(Tx tx, Switch old, Switch heir) {
        var ports = new TreeMap<>(old.connections());
        for (var machine : tx.machines().findAll(List.copyOf(ports.keySet()))) {
            var rewired = Adoption.rewire(machine.hardware(), old, ports.getOrDefault(machine.id(), List.of()), heir);
            if (!rewired.equals(machine.hardware())) {
                tx.machines().updateHardware(machine.id(), rewired, machine.bios());
            }
        }
    }

    private SwitchView change(String name, String id, UnaryOperator<Switch> change) {
        var now = world.now();
        return store.run(name, tx -> {
            var old = tx.switches().get(id);
            var changed = change.apply(old);
            var stored = changed.equals(old)
                    ? old
                    : tx.switches().update(changed.withStamp(old.stamp().changedAt(now)));
            return SwitchViews.of(tx, stored);
        });
    }
}
