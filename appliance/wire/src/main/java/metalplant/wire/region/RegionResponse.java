package metalplant.wire.region;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import metalplant.wire.Absent;
import org.jspecify.annotations.Nullable;

/**
 * A region.
 *
 * @param labels never null
 * @param zones ids of its zones, never null
 * @param coordinates left out if nobody said them
 */
public record RegionResponse(
        String id,
        String name,
        String description,
        Instant created,
        Instant changed,
        Map<String, String> labels,
        List<String> zones,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable PlaceCoordinates coordinates) {

    public RegionResponse {
        labels = Absent.toEmpty(labels);
        zones = Absent.toEmpty(zones);
    }
}
