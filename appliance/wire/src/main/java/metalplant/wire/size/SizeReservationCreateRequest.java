package metalplant.wire.size;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A new reservation.
 *
 * @param id "" and null make a new id
 * @param amount at least 1
 */
public record SizeReservationCreateRequest(
        @Nullable String id,
        @Nullable String name,
        @Nullable String description,
        @Nullable Integer amount,
        @Nullable Map<String, String> labels,
        @JsonProperty("partitionids") @Nullable List<String> partitionIds,
        @JsonProperty("projectid") @Nullable String projectId,
        @JsonProperty("sizeid") @Nullable String sizeId) {}
