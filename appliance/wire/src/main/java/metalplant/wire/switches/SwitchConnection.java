package metalplant.wire.switches;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Which machine is at which port.
 *
 * @param nic without filter
 */
public record SwitchConnection(@JsonProperty("machine_id") String machineId, SwitchNic nic) {}
