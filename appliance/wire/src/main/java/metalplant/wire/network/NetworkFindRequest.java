package metalplant.wire.network;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which networks to return; every given value must match.
 *
 * @param addressFamily some prefix is of that family
 * @param labels every pair must match
 */
public record NetworkFindRequest(
        @Nullable String id,
        @Nullable String name,
        @JsonProperty("addressfamily") @Nullable String addressFamily,
        @JsonProperty("destinationprefixes") @Nullable List<String> destinationPrefixes,
        @Nullable Map<String, String> labels,
        @Nullable Boolean nat,
        @JsonProperty("parentnetworkid") @Nullable String parentNetworkId,
        @JsonProperty("partitionid") @Nullable String partitionId,
        @Nullable List<String> prefixes,
        @JsonProperty("privatesuper") @Nullable Boolean privateSuper,
        @JsonProperty("projectid") @Nullable String projectId,
        @Nullable Boolean underlay,
        @Nullable Long vrf) {}
