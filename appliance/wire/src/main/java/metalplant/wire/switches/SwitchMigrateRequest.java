package metalplant.wire.switches;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * Which switch takes over from which.
 */
public record SwitchMigrateRequest(
        @Required @JsonProperty("new_switch_id") @Nullable String newSwitchId,
        @Required @JsonProperty("old_switch_id") @Nullable String oldSwitchId) {}
