package metalplant.wire.switches;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Required;

/**
 * Which machine is at which port.
 *
 * @param nic without filter
 */
public record SwitchConnection(
        @JsonProperty("machine_id") String machineId,
        @Required SwitchNic nic) {}
