package metalplant.wire.partition;

import java.util.List;
import metalplant.wire.Absent;
import metalplant.wire.Required;

/**
 * How many machines a partition has, by size.
 *
 * @param servers one per size with at least one machine
 */
public record PartitionCapacity(
        @Required String id,
        String name,
        String description,
        @Required List<ServerCapacity> servers) {
    public PartitionCapacity {
        servers = Absent.toEmpty(servers);
    }
}
