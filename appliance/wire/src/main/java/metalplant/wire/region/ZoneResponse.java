package metalplant.wire.region;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import metalplant.wire.Absent;

/**
 * A zone.
 *
 * @param labels never null
 */
public record ZoneResponse(
        String id,
        @JsonProperty("regionid") String regionId,
        String name,
        String description,
        Instant created,
        Instant changed,
        Map<String, String> labels) {
    public ZoneResponse {
        labels = Absent.toEmpty(labels);
    }
}
