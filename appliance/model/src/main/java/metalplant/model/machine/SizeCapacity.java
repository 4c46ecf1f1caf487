package metalplant.model.machine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import metalplant.model.event.EventType;
import metalplant.model.event.Liveliness;
import metalplant.model.size.Size;
import metalplant.model.size.SizeReservation;

/**
 * How many machines of one size a partition has and in which condition.
 *
 * @param free allocatable, less what reservations keep for others
 * @param faultyIds sorted
 * @param otherIds sorted; newest event is neither Phoned Home nor Waiting
 * @see "metal-api-rest.md 4.11"
 */
public record SizeCapacity(
        String sizeId,
        int total,
        int allocated,
        int allocatable,
        int unavailable,
        int free,
        int phonedHome,
        int waiting,
        List<String> faultyIds,
        List<String> otherIds,
        int reservations,
        int usedReservations) {
    public int remainingReservations() {
        return reservations - usedReservations;
    }

    /**
     * The capacity per size of one partition. Machines without events are left out: nobody knows what they are up to.
     *
     * @param machines of this partition
     * @param faulty machines with issues
     * @param reservations of any partition and size
     * @param requester whose own reservations do not make {@code free} smaller; "" = nobody's
     */
    public static SortedMap<String, SizeCapacity> of(
            String partitionId,
            Collection<MachineSummary> machines,
            Collection<String> faulty,
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
                    faultyIds.stream().sorted().toList(),
                    otherIds.stream().sorted().toList(),
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
        return machine.events()
                .flatMap(events -> events.newest())
                .filter(newest -> newest.event() == type)
                .isPresent();
    }
}
