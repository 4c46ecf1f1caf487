package metalplant.wire.region;

import java.time.Instant;
import java.util.Map;
import metalplant.wire.Absent;

/**
 * A region.
 *
 * @param labels never null
 */
public record RegionResponse(
        String id, String name, String description, Instant created, Instant changed, Map<String, String> labels) {

    public RegionResponse {
        labels = Absent.toEmpty(labels);
    }
}
