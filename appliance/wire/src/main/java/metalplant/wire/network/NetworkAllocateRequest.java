package metalplant.wire.network;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import metalplant.wire.Unsigned;
import org.jspecify.annotations.Nullable;

/**
 * A new child of a private super network.
 *
 * @param addressFamily {@code IPv4} or {@code IPv6}; null is every family of the parent
 * @param length address family to bits; overrides what the parent says
 */
public record NetworkAllocateRequest(
        @Nullable String name,
        @Nullable String description,
        @JsonProperty("addressfamily") @Nullable String addressFamily,
        @JsonProperty("destinationprefixes") @Nullable List<String> destinationPrefixes,
        @Nullable Map<String, String> labels,
        @Nullable Map<String, Integer> length,
        @Nullable Boolean nat,
        @JsonProperty("partitionid") @Nullable String partitionId,
        @JsonProperty("projectid") @Nullable String projectId,
        @Nullable Boolean shared) {
    public NetworkAllocateRequest {
        Unsigned.checkBytes("length", length);
    }
}
