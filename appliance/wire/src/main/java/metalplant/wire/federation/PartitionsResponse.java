package metalplant.wire.federation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which partitions are a plant's own, as it tells other plants.
 *
 * @param partitions their ids; whoever reads it takes no more than a bound
 * @param zones the zone of each that lies in one, by partition; null from older software
 */
public record PartitionsResponse(
        List<String> partitions, @Nullable Map<String, String> zones) {}
