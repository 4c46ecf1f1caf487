package metalplant.wire.peering;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A peering to be, or changes of one; in a change null leaves a value as it is and labels replace all.
 *
 * @param partitionId only to say where the networks are expected
 */
public record PeeringRequest(
        @Nullable String id,
        @Nullable String name,
        @Nullable String description,
        @Nullable String network1,
        @Nullable String network2,
        @Nullable String peeringType,
        @Nullable PeeringBgp bgp,
        @JsonProperty("partitionid") @Nullable String partitionId,
        @Nullable Map<String, String> labels) {}
