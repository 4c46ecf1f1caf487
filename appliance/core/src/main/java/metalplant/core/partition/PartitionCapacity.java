package metalplant.core.partition;

import java.util.List;
import metalplant.model.partition.Partition;

/**
 * How many machines a partition has.
 *
 * @param servers one per size with at least one machine, in order of the size's id
 * @see "metal-api-rest.md 4.11"
 */
public record PartitionCapacity(Partition partition, List<SizeCapacity> servers) {
    public PartitionCapacity {
        servers = List.copyOf(servers);
    }

    /**
     * Machines of one size. Each is counted in {@code total}, in exactly one of {@code allocated}, {@code allocatable} and
     * {@code unavailable}, and in exactly one of {@code phonedHome}, {@code waiting} and {@code other}.
     *
     * @param sizeId {@code unknown} for machines without a size
     * @param free allocatable without what others have reserved and not used
     * @param faultyMachines ids of machines with an issue
     * @param otherMachines ids of those counted in {@code other}
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
            int other,
            List<String> otherMachines,
            int faulty,
            List<String> faultyMachines,
            int reservations,
            int usedReservations) {
        public SizeCapacity {
            otherMachines = List.copyOf(otherMachines);
            faultyMachines = List.copyOf(faultyMachines);
        }

        public int remainingReservations() {
            return reservations - usedReservations;
        }
    }
}
