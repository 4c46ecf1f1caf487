package metalplant.wire.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import metalplant.wire.Absent;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * A network.
 *
 * @param additionalAnnouncableCidrs left out when empty
 * @param defaultChildPrefixLength null for a child network
 * @param destinationPrefixes never null
 * @param labels never null
 * @param nat clients dereference it: never null
 * @param natType {@code none} or {@code ipv4-masq}
 * @param networkType {@code external underlay super super-namespaced child child-shared}
 * @param parentNetworkId null when there is none
 * @param partitionId "" for a global network
 * @param prefixes never null
 * @param projectId "" when there is none
 * @param usage legacy copy of the IPv4 consumption, zeros when there is none
 * @param vrf 0 when there is none
 * @param vrfShared always null in answers of the reference
 */
public record NetworkResponse(
        @Required String id,
        String name,
        String description,
        Instant created,
        Instant changed,

        @JsonProperty("additionalAnnouncableCIDRs") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> additionalAnnouncableCidrs,

        @Required NetworkConsumption consumption,
        @JsonProperty("defaultchildprefixlength") @Nullable Map<String, Integer> defaultChildPrefixLength,
        @Required @JsonProperty("destinationprefixes") List<String> destinationPrefixes,
        Map<String, String> labels,
        @Required boolean nat,
        @Required @JsonProperty("nattype") @Nullable String natType,
        @Required @JsonProperty("networktype") @Nullable String networkType,
        @JsonProperty("parentnetworkid") @Nullable String parentNetworkId,
        @JsonProperty("partitionid") String partitionId,
        @Required List<String> prefixes,
        @Required @JsonProperty("privatesuper") boolean privateSuper,
        @JsonProperty("projectid") String projectId,
        boolean shared,
        @Required boolean underlay,
        @Required NetworkUsage usage,
        long vrf,
        @JsonProperty("vrfshared") @Nullable Boolean vrfShared) {
    public NetworkResponse {
        additionalAnnouncableCidrs = Absent.toEmpty(additionalAnnouncableCidrs);
        destinationPrefixes = Absent.toEmpty(destinationPrefixes);
        labels = Absent.toEmpty(labels);
        prefixes = Absent.toEmpty(prefixes);
    }
}
