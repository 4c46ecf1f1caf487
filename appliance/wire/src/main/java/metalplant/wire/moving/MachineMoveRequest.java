package metalplant.wire.moving;

import metalplant.wire.Required;
import metalplant.wire.machine.MachineIPMI;
import metalplant.wire.machine.MachineResponse;
import org.jspecify.annotations.Nullable;

/**
 * A machine as another installation shows it.
 *
 * @param machine as {@code GET /v1/machine/{id}} has it there
 * @param ipmi as {@code GET /v1/machine/{id}/ipmi} has it there; null if it has none
 */
public record MachineMoveRequest(
        @Required @Nullable MachineResponse machine,
        @Nullable MachineIPMI ipmi) {}
