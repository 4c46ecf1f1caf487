package metalplant.core.machine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import metalplant.core.partition.CapacityQuery;
import metalplant.core.partition.PartitionCapacity;
import metalplant.core.partition.PartitionCapacity.SizeCapacity;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.event.EventType;
import metalplant.model.event.Liveliness;
import metalplant.model.machine.IssueType;
import metalplant.model.machine.MachineIssues;
import metalplant.model.machine.MachineState;
import metalplant.model.machine.MachineSummary;
import metalplant.model.partition.Partition;
import metalplant.model.size.Size;
import metalplant.model.size.SizeReservation;

/** Counts machines by partition and size. One query per kind of entity, however many there are. */
public final class CountCapacity implements CapacityQuery {
    /** That some event did not fit lately makes no machine faulty. */
    private static final MachineIssues.Filter FAULTS = new MachineIssues.Filter(
            IssueType.Severity.MINOR,
            List.of(),
            List.of(IssueType.LAST_EVENT_ERROR),
            MachineIssues.DEFAULT_LAST_ERROR_THRESHOLD);

    private final Store store;
    private final World world;

    public CountCapacity(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    private record Facts(
            List<Partition> partitions, List<SizeReservation> reservations, List<MachineSummary> machines) {}

    @Override
    public List<PartitionCapacity> capacity(
            Optional<String> partitionId, Optional<String> sizeId, Optional<String> projectId) {
        var size = given(sizeId);
        var facts = facts(given(partitionId));
        var byPartition = facts.machines().stream().collect(Collectors.groupingBy(MachineSummary::partitionId));
        var capacities = new ArrayList<PartitionCapacity>();
        for (var partition : facts.partitions()) {
            var machines = byPartition.getOrDefault(partition.id(), List.of());
            var faulty = MachineIssues.find(machines, FAULTS, world.now()).keySet();
            var counted = machines.stream()
                    .filter(machine -> size.isEmpty() || size.get().equals(machine.sizeId()))
                    .toList();
            var servers = count(partition.id(), counted, faulty, facts.reservations(), projectId.orElse(""));
            if (!servers.isEmpty()) {
                capacities.add(new PartitionCapacity(partition, List.copyOf(servers.values())));
            }
        }
        return capacities;
    }

    private static Optional<String> given(Optional<String> text) {
        return text.filter(t -> !t.isEmpty());
    }

    private Facts facts(Optional<String> partitionId) {
        return store.read("partition-capacity", tx -> {
            var partitions = partitionId
                    .map(id -> List.of(tx.partitions()
                            .find(id)
                            .orElseThrow(() -> Problem.bad("no partition with id \"%s\" found".formatted(id)))))
                    .orElseGet(() -> tx.partitions().list());
            return new Facts(
                    partitions, tx.sizeReservations().list(), tx.machines().summaries(partitionId));
        });
    }

    /** Machines without events are left out: nobody knows what they are up to. */
    static SortedMap<String, SizeCapacity> count(
            String partitionId,
            Collection<MachineSummary> machines,
            Set<String> faulty,
            Collection<SizeReservation> reservations,
            String requester) {
        var tallies = new TreeMap<String, Tally>();
        for (var machine : machines) {
            if (machine.events().isPresent()) {
                var sizeId = machine.sizeId().isEmpty() ? Size.UNKNOWN : machine.sizeId();
                tallies.computeIfAbsent(sizeId, _ -> new Tally()).count(machine, faulty.contains(machine.id()));
            }
        }
        var capacities = new TreeMap<String, SizeCapacity>();
        tallies.forEach((sizeId, tally) -> {
            reservations.stream()
                    .filter(r -> r.sizeId().equals(sizeId) && r.partitionIds().contains(partitionId))
                    .forEach(r -> tally.reserve(r, requester));
            capacities.put(sizeId, tally.of(sizeId));
        });
        return capacities;
    }

    private static final class Tally {
        private final Map<String, Integer> machinesByProject = new HashMap<>();
        private final List<String> faultyIds = new ArrayList<>();
        private final List<String> otherIds = new ArrayList<>();
        private int total;
        private int allocated;
        private int allocatable;
        private int phonedHome;
        private int waiting;
        private int reservations;
        private int used;
        private int keptForOthers;

        void count(MachineSummary machine, boolean isFaulty) {
            total++;
            if (isFaulty) {
                faultyIds.add(machine.id());
            }
            machine.owner().ifPresent(project -> machinesByProject.merge(project, 1, Integer::sum));
            if (machine.allocated()) {
                allocated++;
            } else if (isAllocatable(machine)) {
                allocatable++;
            }
            if (newestIs(machine, EventType.PHONED_HOME)) {
                phonedHome++;
            } else if (newestIs(machine, EventType.WAITING)) {
                waiting++;
            } else {
                otherIds.add(machine.id());
            }
        }

        void reserve(SizeReservation reservation, String requester) {
            int inUse = Math.min(reservation.amount(), machinesByProject.getOrDefault(reservation.projectId(), 0));
            reservations += reservation.amount();
            used += inUse;
            if (!reservation.projectId().equals(requester)) {
                keptForOthers += reservation.amount() - inUse;
            }
        }

        SizeCapacity of(String sizeId) {
            return new SizeCapacity(
                    sizeId,
                    total,
                    allocated,
                    allocatable,
                    total - allocated - allocatable,
                    Math.max(0, allocatable - keptForOthers),
                    phonedHome,
                    waiting,
                    otherIds.size(),
                    otherIds.stream().sorted().toList(),
                    faultyIds.size(),
                    faultyIds.stream().sorted().toList(),
                    reservations,
                    used);
        }
    }

    private static boolean isAllocatable(MachineSummary machine) {
        return machine.waiting()
                && machine.state() == MachineState.Value.AVAILABLE
                && machine.events()
                        .filter(events -> events.liveliness() == Liveliness.ALIVE)
                        .isPresent();
    }

    private static boolean newestIs(MachineSummary machine, EventType type) {
        return machine.events().filter(events -> events.newestIs(type)).isPresent();
    }
}
