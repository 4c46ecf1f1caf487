package metalplant.core.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.model.event.Liveliness;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineState;
import metalplant.model.machine.Placement;
import metalplant.model.machine.Reserved;

/**
 * Looks for a machine to give away: rack by rack, from a random place in each, so that callers at the same time seldom meet. Whatever
 * it finds is only a proposal.
 */
final class CandidateSearch {
    private static final int PAGE = 16;
    private static final int PAGES_PER_RACK_MAX = 64;

    /** Makes an id the next one in byte order, as far as ids go. */
    private static final String AFTER = "!";

    private final Store store;
    private final World world;

    CandidateSearch(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    /**
     * A machine of the wanted size that could be allocated a moment ago.
     *
     * @param lost machines that went to somebody else meanwhile
     * @throws Problem NO_MACHINE_WAITING
     */
    Machine find(AllocateCommand command, AllocationFacts facts, Set<String> lost) {
        var from = world.newId().toString();
        long pick = world.random("placement").nextLong() & Long.MAX_VALUE;
        return store.read("machine-candidate", tx -> {
                    requireUnreserved(tx, command, facts);
                    return search(tx, command, facts, lost, from, pick);
                })
                .orElseThrow(CandidateSearch::none);
    }

    static Problem none() {
        return Problem.of(ProblemCode.NO_MACHINE_WAITING, "no machine available");
    }

    /** Whether a machine may be given to anybody, as far as its own rows tell. */
    static boolean allocatable(Machine machine, Optional<ProvisioningEvents> events) {
        return machine.allocation().isEmpty()
                && machine.waiting()
                && !machine.reclaimPending()
                && !machine.unconfirmed()
                && machine.state().value() == MachineState.Value.AVAILABLE
                && events.filter(e -> e.liveliness() == Liveliness.ALIVE).isPresent();
    }

    /** @throws Problem NO_MACHINE_WAITING if what is left is reserved for others */
    static void requireUnreserved(Tx tx, AllocateCommand command, AllocationFacts facts) {
        var reservations = facts.reservations();
        if (reservations.isEmpty()) {
            return;
        }
        var partition = facts.partition().id();
        long candidates = tx.machines().countCandidates(partition, facts.sizeId(), Reserved.enough(reservations));
        var allocated = tx.machines().allocatedPerProject(partition, facts.sizeId());
        if (!Reserved.allows(reservations, command.projectId(), allocated, candidates)) {
            throw none();
        }
    }

    private Optional<Machine> search(
            Tx tx, AllocateCommand command, AllocationFacts facts, Set<String> lost, String from, long pick) {
        var partition = facts.partition().id();
        var racks = new ArrayList<>(tx.machines().candidateRacks(partition, facts.sizeId()));
        if (racks.isEmpty()) {
            return Optional.empty();
        }
        var load = tx.machines().occupancy(command.projectId(), partition, facts.sizeId(), command.role());
        var tags = command.placementTags();
        var tagged = tags.isEmpty()
                ? Optional.<Map<String, Long>>empty()
                : Optional.of(
                        tx.machines().occupancy(command.projectId(), partition, facts.sizeId(), command.role(), tags));
        while (!racks.isEmpty()) {
            var best = Placement.racks(racks, load, tagged);
            var rack = best.get((int) (pick % best.size()));
            var found = inRack(tx, facts, rack, lost, from);
            if (found.isPresent()) {
                return found;
            }
            racks.remove(rack);
        }
        return Optional.empty();
    }

    private static Optional<Machine> inRack(Tx tx, AllocationFacts facts, String rack, Set<String> lost, String from) {
        return walk(tx, facts, rack, lost, from).or(() -> walk(tx, facts, rack, lost, ""));
    }

    private static Optional<Machine> walk(Tx tx, AllocationFacts facts, String rack, Set<String> lost, String from) {
        var next = from;
        for (int page = 0; page < PAGES_PER_RACK_MAX; page++) {
            var ids = tx.machines().candidates(facts.partition().id(), facts.sizeId(), rack, next, PAGE);
            var found = alive(tx, ids.stream().filter(id -> !lost.contains(id)).toList());
            if (found.isPresent() || ids.size() < PAGE) {
                return found;
            }
            next = ids.getLast() + AFTER;
        }
        return Optional.empty();
    }

    private static Optional<Machine> alive(Tx tx, List<String> ids) {
        if (ids.isEmpty()) {
            return Optional.empty();
        }
        var events = tx.events().findAll(ids);
        return tx.machines().findAll(ids).stream()
                .filter(machine -> allocatable(machine, Optional.ofNullable(events.get(machine.id()))))
                .findFirst();
    }
}
