package metalplant.wire.federation;

import java.util.List;

/**
 * Which partitions are a plant's own, as it tells other plants.
 *
 * @param partitions their ids; whoever reads it takes no more than a bound
 */
public record PartitionsResponse(List<String> partitions) {}
