package metalplant.wire.network;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import metalplant.wire.Required;
import metalplant.wire.Unsigned;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a network.
 *
 * @param additionalAnnouncableCidrs always replaces, also when null
 * @param destinationPrefixes null and empty leave
 * @param labels null leaves
 * @param prefixes null and empty leave, a list replaces all
 * @param shared null leaves, true to false is forbidden
 */
public record NetworkUpdateRequest(
        @Required @Nullable String id,
        @Nullable String name,
        @Nullable String description,

        @JsonProperty("additionalAnnouncableCIDRs") @Nullable
        List<String> additionalAnnouncableCidrs,

        @JsonProperty("defaultchildprefixlength") @Nullable Map<String, Integer> defaultChildPrefixLength,
        @JsonProperty("destinationprefixes") @Nullable List<String> destinationPrefixes,
        @Nullable Map<String, String> labels,
        @Nullable List<String> prefixes,
        @Nullable Boolean shared) {
    public NetworkUpdateRequest {
        Unsigned.checkBytes("defaultchildprefixlength", defaultChildPrefixLength);
    }
}
