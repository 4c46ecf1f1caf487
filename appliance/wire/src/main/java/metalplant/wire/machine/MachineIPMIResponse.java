package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import metalplant.wire.Required;

/**
 * A machine with its board management controller. On the wire the fields of the machine stand beside {@code
 * ipmi}.
 */
public record MachineIPMIResponse(
        @JsonUnwrapped MachineResponse machine, @Required MachineIPMI ipmi) {}
