package metalplant.wire.switches;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a switch.
 *
 * @param name ignored
 * @param description null leaves
 * @param consoleCommand always replaces, null becomes ""
 * @param managementIp ignored
 * @param managementUser ignored
 * @param mode {@code replace}; everything else is operational
 * @param os ignored
 * @param rackId ignored
 */
public record SwitchUpdateRequest(
        @Required @Nullable String id,
        @Nullable String name,
        @Nullable String description,
        @JsonProperty("console_command") @Nullable String consoleCommand,
        @JsonProperty("management_ip") @Nullable String managementIp,
        @JsonProperty("management_user") @Nullable String managementUser,
        @Nullable String mode,
        @Nullable SwitchOS os,
        @Required @JsonProperty("rack_id") @Nullable String rackId) {}
