package metalplant.wire.switches;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * What the server keeps of the last configurations.
 */
public record SwitchNotifyResponse(
        @Required String id,
        String name,
        String description,
        @JsonProperty("last_sync") @Nullable SwitchSync lastSync,
        @JsonProperty("last_sync_error") @Nullable SwitchSync lastSyncError) {}
