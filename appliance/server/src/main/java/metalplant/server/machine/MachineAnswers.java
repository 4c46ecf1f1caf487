package metalplant.server.machine;

import metalplant.model.machine.Machine;
import metalplant.wire.machine.MachineResponse;

/** Makes the answer for one machine, with size, partition, image and events looked up. */
@FunctionalInterface
public interface MachineAnswers {
    MachineResponse of(Machine machine);
}
