package metalplant.wire.ip;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import metalplant.wire.Absent;
import metalplant.wire.Required;

/**
 * An address that is in use.
 *
 * @param allocationUuid new with each acquisition
 * @param ipAddress is the id
 * @param tags never null, sorted
 * @param type {@code static} or {@code ephemeral}
 */
public record IPResponse(
        String name,
        String description,
        Instant created,
        Instant changed,
        @Required @JsonProperty("allocationuuid") String allocationUuid,
        @Required @JsonProperty("ipaddress") String ipAddress,
        @Required @JsonProperty("networkid") String networkId,
        @Required @JsonProperty("projectid") String projectId,
        List<String> tags,
        @Required String type) {
    public IPResponse {
        tags = Absent.toEmpty(tags);
    }
}
