package metalplant.bmc.driver;

import java.util.List;
import java.util.Optional;
import metalplant.model.machine.Bmc;

/**
 * What a controller says of itself and its machine. Texts that it does not say are "".
 *
 * @param machineId the machine's uuid, in lower case
 * @param powerOn empty = it does not say
 * @param ledOn empty = it does not say
 */
public record Facts(
        String machineId,
        Bmc.Fru fru,
        String biosVersion,
        String bmcVersion,
        Optional<Boolean> powerOn,
        Optional<Boolean> ledOn,
        Optional<Bmc.PowerMetric> powerMetric,
        List<Bmc.PowerSupply> powerSupplies) {
    public Facts {
        powerSupplies = List.copyOf(powerSupplies);
    }
}
