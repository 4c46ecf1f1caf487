package metalplant.wire.network;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import metalplant.wire.Required;
import metalplant.wire.Unsigned;
import org.jspecify.annotations.Nullable;

/**
 * A new network that is no child of another. Clients send back what they read, so fields that only make sense in
 * an answer are accepted and ignored.
 *
 * @param id null and "" make a new id
 * @param additionalAnnouncableCidrs only for a private super network
 * @param defaultChildPrefixLength address family to bits; only for a private super network
 * @param natType ignored
 * @param networkType {@code super-namespaced} marks a namespaced super network, whose projects may all use the
 *     same addresses; other values are ignored
 * @param parentNetworkId ignored
 * @param partitionId null is a global network
 * @param shared ignored
 * @param vrf 0 and null are none
 * @param vrfShared the VRF may be taken already
 */
public record NetworkCreateRequest(
        @Required @Nullable String id,
        @Nullable String name,
        @Nullable String description,

        @JsonProperty("additionalAnnouncableCIDRs") @Nullable
        List<String> additionalAnnouncableCidrs,

        @JsonProperty("defaultchildprefixlength") @Nullable Map<String, Integer> defaultChildPrefixLength,

        @Required @JsonProperty("destinationprefixes") @Nullable
        List<String> destinationPrefixes,

        @Nullable Map<String, String> labels,
        @Required @Nullable Boolean nat,
        @Required @JsonProperty("nattype") @Nullable String natType,
        @Required @JsonProperty("networktype") @Nullable String networkType,
        @JsonProperty("parentnetworkid") @Nullable String parentNetworkId,
        @JsonProperty("partitionid") @Nullable String partitionId,
        @Required @Nullable List<String> prefixes,
        @Required @JsonProperty("privatesuper") @Nullable Boolean privateSuper,
        @JsonProperty("projectid") @Nullable String projectId,
        @Nullable Boolean shared,
        @Required @Nullable Boolean underlay,
        @Nullable Long vrf,
        @JsonProperty("vrfshared") @Nullable Boolean vrfShared) {
    public NetworkCreateRequest {
        Unsigned.checkBytes("defaultchildprefixlength", defaultChildPrefixLength);
        Unsigned.check("vrf", vrf);
    }
}
