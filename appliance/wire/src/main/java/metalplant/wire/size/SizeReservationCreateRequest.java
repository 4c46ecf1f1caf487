package metalplant.wire.size;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * A new reservation.
 *
 * @param id "" and null make a new id
 * @param amount at least 1
 */
public record SizeReservationCreateRequest(
        @Required @Nullable String id,
        @Nullable String name,
        @Nullable String description,
        @Required @Nullable Integer amount,
        @Nullable Map<String, String> labels,
        @Required @JsonProperty("partitionids") @Nullable List<String> partitionIds,
        @Required @JsonProperty("projectid") @Nullable String projectId,
        @Required @JsonProperty("sizeid") @Nullable String sizeId) {}
