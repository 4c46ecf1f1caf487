package metalplant.wire.region;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which links to measure.
 *
 * @param zoneIds between plants with partitions in these zones; null and empty mean all plants
 */
public record ZoneCheckRequest(
        @JsonProperty("zoneids") @Nullable List<String> zoneIds) {}
