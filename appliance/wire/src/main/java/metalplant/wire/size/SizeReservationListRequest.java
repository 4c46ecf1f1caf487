package metalplant.wire.size;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Which reservations to return; every given value must match.
 *
 * @param partitionId the reservation contains it
 */
public record SizeReservationListRequest(
        @Nullable String id,
        @JsonProperty("partitionid") @Nullable String partitionId,
        @JsonProperty("projectid") @Nullable String projectId,
        @JsonProperty("sizeid") @Nullable String sizeId) {}
