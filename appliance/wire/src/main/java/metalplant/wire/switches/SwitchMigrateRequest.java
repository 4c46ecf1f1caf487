package metalplant.wire.switches;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Which switch takes over from which.
 */
public record SwitchMigrateRequest(
        @JsonProperty("new_switch_id") @Nullable String newSwitchId,
        @JsonProperty("old_switch_id") @Nullable String oldSwitchId) {}
