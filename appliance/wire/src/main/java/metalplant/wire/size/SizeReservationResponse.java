package metalplant.wire.size;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import metalplant.wire.Absent;
import metalplant.wire.Required;

/**
 * A reservation.
 *
 * @param labels left out when empty
 */
public record SizeReservationResponse(
        @Required String id,
        String name,
        String description,
        Instant created,
        Instant changed,
        @Required int amount,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> labels,
        @Required @JsonProperty("partitionids") List<String> partitionIds,
        @Required @JsonProperty("projectid") String projectId,
        @Required @JsonProperty("sizeid") String sizeId) {
    public SizeReservationResponse {
        labels = Absent.toEmpty(labels);
        partitionIds = Absent.toEmpty(partitionIds);
    }
}
