package metalplant.wire.peering;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Filters; all that are given must hold.
 *
 * @param network either of the two
 */
public record PeeringFindRequest(
        @Nullable String id,
        @Nullable String name,
        @Nullable String network,
        @Nullable String network1,
        @Nullable String network2,
        @Nullable String peeringType,
        @JsonProperty("partitionid") @Nullable String partitionId,
        @JsonProperty("projectid") @Nullable String projectId) {}
