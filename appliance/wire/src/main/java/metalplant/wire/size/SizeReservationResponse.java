package metalplant.wire.size;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import metalplant.wire.Absent;

/**
 * A reservation.
 *
 * @param labels left out when empty
 */
public record SizeReservationResponse(
        String id,
        String name,
        String description,
        Instant created,
        Instant changed,
        int amount,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> labels,
        @JsonProperty("partitionids") List<String> partitionIds,
        @JsonProperty("projectid") String projectId,
        @JsonProperty("sizeid") String sizeId) {
    public SizeReservationResponse {
        labels = Absent.toEmpty(labels);
        partitionIds = Absent.toEmpty(partitionIds);
    }
}
