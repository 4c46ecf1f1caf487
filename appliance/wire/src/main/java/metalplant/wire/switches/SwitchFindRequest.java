package metalplant.wire.switches;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Which switches to return; every given value must match.
 *
 * @param partitionId without underscore, unlike the other switch bodies
 */
public record SwitchFindRequest(
        @Nullable String id,
        @Nullable String name,
        @JsonProperty("osvendor") @Nullable String osVendor,
        @JsonProperty("osversion") @Nullable String osVersion,
        @JsonProperty("partitionid") @Nullable String partitionId,
        @JsonProperty("rackid") @Nullable String rackId) {}
