package metalplant.wire.ip;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import metalplant.wire.Absent;

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
        @JsonProperty("allocationuuid") String allocationUuid,
        @JsonProperty("ipaddress") String ipAddress,
        @JsonProperty("networkid") String networkId,
        @JsonProperty("projectid") String projectId,
        List<String> tags,
        String type) {
    public IPResponse {
        tags = Absent.toEmpty(tags);
    }
}
