package metalplant.core.switches;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.machine.Hardware;
import metalplant.model.machine.Machine;
import metalplant.model.switches.Adoption;
import metalplant.model.switches.PortNames;
import metalplant.model.switches.Switch;

/**
 * Finds out from what a machine saw over LLDP which leaf ports it hangs on.
 *
 * @see "metal-api-rest.md 4.12"
 */
public final class SwitchConnections {
    private static final int LEAVES_OF_A_MACHINE = 2;

    private SwitchConnections() {}

    /**
     * Connects a machine to the two leaves its neighbours name. Connecting it the same way again writes nothing.
     *
     * @param machine with its new hardware, not stored yet
     * @return the machine with partition and rack of its leaves, not stored yet
     * @throws Problem RULE_VIOLATED unless it sees exactly two switches of one rack, at the same ports of both; or if it is known
     *     at a switch it no longer sees
     */
    public static Machine connect(Tx tx, Machine machine, Instant now) {
        if (machine.partitionId().isEmpty()) {
            throw Problem.refused("machine %s has no partition".formatted(machine.id()));
        }
        var before = tx.switches().connectedTo(machine.id());
        var leaves = seen(tx, machine);
        var seenIds = leaves.stream().map(Seen::id).toList();
        before.stream().filter(leaf -> !seenIds.contains(leaf.id())).findFirst().ifPresent(leaf -> {
            throw Problem.refused(
                    ("machine %s was connected to switch %s and is not seen there any more; delete the machine "
                                    + "before it moves to another rack")
                            .formatted(machine.id(), leaf.id()));
        });
        requireMirrored(machine, leaves);
        for (var leaf : leaves) {
            write(tx, machine.id(), leaf, now);
        }
        var first = leaves.getFirst().leaf();
        return machine.withPlace(first.partitionId(), first.rackId(), machine.sizeId());
    }

    /** A switch and the names of its ports that the machine sees, sorted. */
    private record Seen(Switch leaf, List<String> ports) {
        String id() {
            return leaf.id();
        }
    }

    /** Neighbours tell the name of their switch, so those are looked at first, and all of the partition only if that was not enough. */
    private static List<Seen> seen(Tx tx, Machine machine) {
        var named = new HashSet<String>();
        machine.hardware().nics().forEach(nic -> nic.neighbors().forEach(n -> named.add(n.hostname())));
        named.remove("");
        var found = named.isEmpty() ? List.<Seen>of() : seen(tx.switches().findAll(named), machine);
        return found.size() >= LEAVES_OF_A_MACHINE ? found : seen(tx.switches().list(), machine);
    }

    private static List<Seen> seen(List<Switch> leaves, Machine machine) {
        var found = new ArrayList<Seen>();
        for (var leaf : leaves) {
            var ports = leaf.partitionId().equals(machine.partitionId())
                    ? ports(leaf, machine.hardware())
                    : List.<String>of();
            if (!ports.isEmpty()) {
                found.add(new Seen(leaf, ports));
            }
        }
        return found;
    }

    private static List<String> ports(Switch leaf, Hardware hardware) {
        var ports = new TreeSet<String>();
        for (var nic : hardware.nics()) {
            for (var neighbor : nic.neighbors()) {
                leaf.nics().stream()
                        .filter(port -> Adoption.isSeenAs(port, neighbor, leaf))
                        .forEach(port -> ports.add(port.name()));
            }
        }
        return List.copyOf(ports);
    }

    private static void requireMirrored(Machine machine, List<Seen> leaves) {
        if (leaves.size() != LEAVES_OF_A_MACHINE) {
            throw Problem.refused("machine %s must see exactly two switches, it sees %s"
                    .formatted(machine.id(), leaves.stream().map(Seen::id).toList()));
        }
        var one = leaves.getFirst();
        var two = leaves.getLast();
        if (!one.leaf().rackId().equals(two.leaf().rackId())) {
            throw Problem.refused("machine %s sees switches of two racks: %s in %s and %s in %s"
                    .formatted(
                            machine.id(),
                            one.id(),
                            one.leaf().rackId(),
                            two.id(),
                            two.leaf().rackId()));
        }
        if (!new HashSet<>(translated(one, two.leaf().vendor())).equals(new HashSet<>(two.ports()))) {
            throw Problem.refused("machine %s is not cabled to the same ports of both switches: %s %s and %s %s"
                    .formatted(machine.id(), one.id(), one.ports(), two.id(), two.ports()));
        }
    }

    private static List<String> translated(Seen seen, String vendor) {
        var all = seen.leaf().nics().stream().map(Switch.SwitchNic::name).toList();
        if (seen.leaf().vendor().equals(vendor)) {
            return seen.ports();
        }
        var names = PortNames.translate(all, seen.leaf().vendor(), vendor);
        return seen.ports().stream().map(port -> names.getOrDefault(port, port)).toList();
    }

    private static void write(Tx tx, String machineId, Seen seen, Instant now) {
        var leaf = seen.leaf();
        if (seen.ports().equals(leaf.connections().get(machineId))) {
            return;
        }
        var connections = new TreeMap<>(leaf.connections());
        connections.put(machineId, seen.ports());
        tx.switches()
                .update(leaf.withConnections(connections).withStamp(leaf.stamp().changedAt(now)));
    }
}
