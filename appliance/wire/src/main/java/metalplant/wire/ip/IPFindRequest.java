package metalplant.wire.ip;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses to return; every given value must match.
 *
 * @param machineId becomes a filter by machine tag
 * @param networkPrefix parent prefix, exact
 * @param tags all must be there
 */
public record IPFindRequest(
        @JsonProperty("addressfamily") @Nullable String addressFamily,
        @JsonProperty("allocationuuid") @Nullable String allocationUuid,
        @JsonProperty("ipaddress") @Nullable String ipAddress,
        @JsonProperty("machineid") @Nullable String machineId,
        @Nullable String name,
        @JsonProperty("networkid") @Nullable String networkId,
        @JsonProperty("networkprefix") @Nullable String networkPrefix,
        @JsonProperty("projectid") @Nullable String projectId,
        @Nullable List<String> tags,
        @Nullable String type) {}
