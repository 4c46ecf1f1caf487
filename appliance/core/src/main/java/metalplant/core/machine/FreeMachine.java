package metalplant.core.machine;

import static java.lang.System.Logger.Level.INFO;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import metalplant.core.bus.BmcCommand;
import metalplant.core.bus.Outbox;
import metalplant.core.bus.OutboxPublisher;
import metalplant.core.event.Events;
import metalplant.core.ip.AddressAllocator;
import metalplant.core.ip.NumberPool;
import metalplant.core.restore.Doubts;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.core.switches.SwitchPorts;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.model.event.EventType;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpType;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Machine;

/**
 * Takes a machine back, in one transaction: its ports leave the tenant's network, its addresses and ASN are free again, its
 * allocation is gone and the machine is marked as one that has to boot anew. That it does is {@link ReclaimReconciler}'s work.
 *
 * @see "metal-api-rest.md 4.7"
 */
public final class FreeMachine {
    private static final System.Logger LOG = System.getLogger(FreeMachine.class.getName());

    private final Store store;
    private final World world;
    private final AddressAllocator addresses;
    private final NumberPool asns;
    private final Outbox outbox;
    private final OutboxPublisher publisher;

    public FreeMachine(
            Store store,
            World world,
            AddressAllocator addresses,
            NumberPool asns,
            Outbox outbox,
            OutboxPublisher publisher) {
        this.store = store;
        this.world = world;
        this.addresses = addresses;
        this.asns = asns;
        this.outbox = outbox;
        this.publisher = publisher;
    }

    /**
     * Frees, also a machine that is not allocated: it then only has to boot anew.
     *
     * @return the machine without its allocation
     * @throws Problem ENTITY_NOT_FOUND, MACHINE_LOCKED, MACHINE_UNCONFIRMED
     */
    public Machine run(String machineId) {
        return run(machineId, "free machine called");
    }

    /**
     * Frees a machine that still has this allocation, and leaves it alone if it has another one or none by now.
     *
     * @param allocation its id, as text
     * @throws Problem as {@link #run(String)}; ENTITY_CHANGED if it has that allocation no more
     */
    public Machine runOf(String machineId, String allocation) {
        return run(machineId, "free machine called", Optional.of(allocation));
    }

    Machine run(String machineId, String why) {
        return run(machineId, why, Optional.empty());
    }

    private Machine run(String machineId, String why, Optional<String> allocation) {
        var now = world.now();
        var draft = outbox.draft();
        var freed = store.run("machine-free", tx -> {
            allocation.ifPresent(id -> requireAllocation(tx.machines().get(machineId), id));
            return free(tx, machineId, now, draft, why);
        });
        LOG.log(INFO, "freed machine={0} because={1}", machineId, why);
        publisher.kick();
        return freed;
    }

    private static void requireAllocation(Machine machine, String allocation) {
        boolean has = machine.allocation()
                .filter(own -> own.id().toString().equals(allocation))
                .isPresent();
        if (!has) {
            throw Problem.of(
                    ProblemCode.ENTITY_CHANGED,
                    "machine \"%s\" does not have allocation %s any more".formatted(machine.id(), allocation));
        }
    }

    private Machine free(Tx tx, String machineId, Instant now, Outbox.Draft draft, String why) {
        var machine = tx.machines().get(machineId);
        Doubts.requireConfirmed(machine);
        requireUnlocked(machine);
        SwitchPorts.clearVrf(tx, machineId, now);
        tx.ips().tagged(Ip.machineTag(machineId)).forEach(ip -> giveBack(tx, ip, machineId, now));
        machine.allocation().flatMap(FreeMachine::asn).ifPresent(asn -> asns.release(tx, asn));
        tx.sagas().ofSubject(machineId).forEach(saga -> tx.sagas().remove(saga.id()));
        var freed = tx.machines()
                .update(machine.withAllocation(Optional.empty(), List.of())
                        .withReclaimPending(true)
                        .withChanged(now, machine.revision()));
        Events.append(tx, machineId, EventType.MACHINE_RECLAIM, why, now);
        if (!freed.partitionId().isEmpty()) {
            draft.command(tx, freed, BmcCommand.LED_OFF);
            draft.delete(tx, freed);
        }
        return freed;
    }

    private static void requireUnlocked(Machine machine) {
        if (machine.locked()) {
            throw Problem.of(
                    ProblemCode.MACHINE_LOCKED,
                    "machine \"%s\" is locked, set its state to available before it can be freed"
                            .formatted(machine.id()));
        }
    }

    /** One ASN serves all networks of an allocation. */
    private static Optional<Long> asn(Allocation allocation) {
        return allocation.networks().stream()
                .map(Allocation.MachineNetwork::asn)
                .findFirst();
    }

    /** An address that was made for machines goes with the last of them, one that a project holds stays. */
    private void giveBack(Tx tx, Ip ip, String machineId, Instant now) {
        var tags = ip.tags().stream()
                .filter(tag -> !tag.equals(Ip.machineTag(machineId)))
                .toList();
        var untagged = ip.withTags(tags);
        if (ip.type() == IpType.EPHEMERAL && untagged.machines().isEmpty()) {
            addresses.release(tx, ip);
        } else {
            tx.ips().update(untagged.withStamp(AllocateMachine.changed(ip.stamp(), now)));
        }
    }
}
