package metalplant.wire.ip;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * An address to acquire.
 *
 * @param addressFamily {@code IPv4} or {@code IPv6}; not together with a given address
 * @param machineId adds a machine tag
 * @param type {@code static}; everything else is ephemeral
 */
public record IPAllocateRequest(
        @Nullable String name,
        @Nullable String description,
        @JsonProperty("addressfamily") @Nullable String addressFamily,
        @JsonProperty("machineid") @Nullable String machineId,
        @Required @JsonProperty("networkid") @Nullable String networkId,
        @Required @JsonProperty("projectid") @Nullable String projectId,
        @Nullable List<String> tags,
        @Required @Nullable String type) {}
