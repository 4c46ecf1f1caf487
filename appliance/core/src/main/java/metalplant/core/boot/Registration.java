package metalplant.core.boot;

import java.util.Optional;
import metalplant.model.machine.Bios;
import metalplant.model.machine.Bmc;
import metalplant.model.machine.Hardware;

/**
 * What an installer found on the server it runs on.
 *
 * @param bmc without power data, which it cannot see
 */
public record Registration(
        String machineId,
        String partitionId,
        Optional<Hardware> hardware,
        Optional<Bios> bios,
        Optional<Bmc> bmc,
        String installerVersion) {}
