package metalplant.core.partition;

import java.util.List;
import java.util.Optional;

/** Counts the machines of partitions by size. */
@FunctionalInterface
public interface CapacityQuery {
    /**
     * Counts now. An empty filter is none.
     *
     * @param projectId whose reservations do not lower what is free
     * @return partitions with at least one machine, in order of their ids
     * @throws metalplant.model.Problem BAD_REQUEST whatever is wrong with the filters, also for an unknown partition
     */
    List<PartitionCapacity> capacity(Optional<String> partitionId, Optional<String> sizeId, Optional<String> projectId);
}
