package metalplant.wire.switches;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * A switch that says it is there; sent at every start of its agent.
 *
 * @param id host name
 * @param consoleCommand only read the first time
 * @param mode ignored
 * @param roomId of newer agents; where the rack stands
 */
public record SwitchRegisterRequest(
        @Required @Nullable String id,
        @Nullable String name,
        @Nullable String description,
        @JsonProperty("console_command") @Nullable String consoleCommand,
        @JsonProperty("management_ip") @Nullable String managementIp,
        @JsonProperty("management_user") @Nullable String managementUser,
        @Nullable String mode,
        @Required @Nullable List<SwitchNic> nics,
        @Nullable SwitchOS os,
        @Required @JsonProperty("partition_id") @Nullable String partitionId,
        @Required @JsonProperty("rack_id") @Nullable String rackId,
        @JsonProperty("room_id") @Nullable String roomId) {}
