package metalplant.wire.ip;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * Changes of an address.
 *
 * @param ipAddress the address to change
 * @param projectId optional, ours: says whose address it is where projects may use the same ones
 * @param tags null leaves, empty clears
 * @param type {@code static}; null and others leave
 */
public record IPUpdateRequest(
        @Nullable String name,
        @Nullable String description,
        @Required @JsonProperty("ipaddress") @Nullable String ipAddress,
        @JsonProperty("projectid") @Nullable String projectId,
        @Nullable List<String> tags,
        @Required @Nullable String type) {}
