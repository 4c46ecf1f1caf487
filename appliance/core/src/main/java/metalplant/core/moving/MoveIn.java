package metalplant.core.moving;

import static java.lang.System.Logger.Level.INFO;

import java.util.HashSet;
import java.util.List;
import metalplant.core.boot.MachineIds;
import metalplant.core.ip.NumberPool;
import metalplant.core.restore.Doubts;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.World;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Doubt;
import metalplant.model.machine.Machine;
import metalplant.model.switches.Switch;

/**
 * Takes over what another installation says of its machines and switches. Nothing is done to any of them: a machine is in doubt as
 * after a restore, until what was said of it is confirmed, and its leaves keep their configuration until they have reported.
 *
 * @see "docs/adr/0020-a-restored-plant.md, docs/adr/0057-moving-in.md"
 */
public final class MoveIn {
    private static final System.Logger LOG = System.getLogger(MoveIn.class.getName());

    private final Store store;
    private final World world;
    private final NumberPool asns;
    private final Doubts doubts;

    public MoveIn(Store store, World world, NumberPool asns, Doubts doubts) {
        this.store = store;
        this.world = world;
        this.asns = asns;
        this.doubts = doubts;
    }

    /**
     * Stores a machine with its allocation, which keeps its id, its networks with their addresses, and its ASN. The addresses are taken
     * apart from it.
     *
     * @param said as the other installation has it; whether it waits there does not count here
     * @param events what was heard of it there
     * @return the machine as stored, in doubt
     * @throws Problem ENTITY_EXISTS before anything else; BAD_REQUEST, ENTITY_NOT_FOUND for a partition, project or network that was not
     *     taken over yet, NUMBER_TAKEN
     */
    public Machine machine(Machine said, ProvisioningEvents events) {
        var id = MachineIds.check(said.id());
        var machine = said.withWaiting(false).withReclaimPending(false).withDoubt(Doubt.UNHEARD);
        // An unknown outcome finds it there at the next call, which says so.
        var stored = store.run("machine-move-in", tx -> insert(tx, machine, events));
        doubts.look();
        LOG.log(INFO, "machine taken over machine={0} partition={1}", id, machine.partitionId());
        return stored;
    }

    private Machine insert(Tx tx, Machine machine, ProvisioningEvents events) {
        if (tx.machines().find(machine.id()).isPresent()) {
            throw Problem.exists("machine", machine.id());
        }
        tx.partitions().get(machine.partitionId());
        machine.allocation().ifPresent(allocation -> take(tx, machine.id(), allocation));
        if (!tx.machines().insert(machine)) {
            throw Problem.exists("machine", machine.id());
        }
        if (tx.events().find(machine.id()).isEmpty()) {
            tx.events().saveAll(List.of(events));
        }
        return tx.machines().get(machine.id());
    }

    private void take(Tx tx, String machineId, Allocation allocation) {
        tx.projects().get(allocation.projectId());
        var networks = allocation.networks().stream()
                .map(Allocation.MachineNetwork::networkId)
                .distinct()
                .toList();
        var known = tx.networks().findAll(networks).stream()
                .map(network -> network.id())
                .toList();
        networks.stream().filter(id -> !known.contains(id)).findFirst().ifPresent(id -> {
            throw Problem.notFound("network", id);
        });
        allocation.networks().stream()
                .map(Allocation.MachineNetwork::asn)
                .distinct()
                .filter(asns::has)
                .forEach(asn -> asns.takeNamed(tx, asn, machineId));
    }

    /**
     * Stores a switch with its ports, their networks and the machines at them. Until its agent has reported, it is told nothing if one of
     * these machines is in doubt.
     *
     * @param said as the other installation has it
     * @throws Problem ENTITY_EXISTS before anything else; BAD_REQUEST, ENTITY_NOT_FOUND for an unknown partition
     */
    public Switch leaf(Switch said) {
        if (said.id().isEmpty()) {
            throw Problem.bad("id of a switch must not be empty");
        }
        requireDistinctPorts(said);
        var leaf = said.withStamp(Stamp.fresh(world));
        var stored = store.run(
                "switch-move-in",
                tx -> tx.switches()
                        .find(leaf.id())
                        .filter(there -> there.stamp().uid().equals(leaf.stamp().uid())),
                tx -> {
                    if (tx.switches().find(leaf.id()).isPresent()) {
                        throw Problem.exists("switch", leaf.id());
                    }
                    tx.partitions().get(leaf.partitionId());
                    return tx.switches().insert(leaf);
                });
        LOG.log(INFO, "switch taken over switch={0} partition={1}", leaf.id(), leaf.partitionId());
        return stored;
    }

    private static void requireDistinctPorts(Switch leaf) {
        var keys = new HashSet<String>();
        for (var nic : leaf.nics()) {
            if (!keys.add(nic.key())) {
                throw Problem.bad(
                        "switch %s names two ports with the identifier \"%s\"".formatted(leaf.id(), nic.key()));
            }
        }
        leaf.connections().forEach((machine, ports) -> {
            MachineIds.check(machine);
            ports.stream().filter(port -> leaf.nic(port).isEmpty()).findFirst().ifPresent(port -> {
                throw Problem.bad("switch %s has no port \"%s\"".formatted(leaf.id(), port));
            });
        });
    }
}
