package metalplant.wire.switches;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import metalplant.wire.Absent;
import metalplant.wire.Required;
import metalplant.wire.partition.PartitionResponse;
import org.jspecify.annotations.Nullable;

/**
 * A switch.
 *
 * @param connections never null; sorted by machine id
 * @param lastSync null until the first good one
 * @param lastSyncError null until the first failure
 * @param mode "" until updated once, then operational or replace
 * @param nics sorted by name
 * @param partition always an object, with an empty id when there is none
 */
public record SwitchResponse(
        @Required String id,
        String name,
        String description,
        Instant created,
        Instant changed,
        @Required List<SwitchConnection> connections,
        @JsonProperty("console_command") String consoleCommand,
        @JsonProperty("last_sync") @Nullable SwitchSync lastSync,
        @JsonProperty("last_sync_error") @Nullable SwitchSync lastSyncError,
        @JsonProperty("management_ip") String managementIp,
        @JsonProperty("management_user") String managementUser,
        String mode,
        @Required List<SwitchNic> nics,
        @Nullable SwitchOS os,
        @Required PartitionResponse partition,
        @Required @JsonProperty("rack_id") String rackId) {
    public SwitchResponse {
        connections = Absent.toEmpty(connections);
        nics = Absent.toEmpty(nics);
    }
}
