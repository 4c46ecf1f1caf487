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

    /** With what another way to the same controller says of the board and of the controller's version, where it says anything. */
    public Facts with(Bmc.Fru board, String version) {
        var both = new Bmc.Fru(
                or(board.chassisPartNumber(), fru.chassisPartNumber()),
                or(board.chassisPartSerial(), fru.chassisPartSerial()),
                or(board.boardMfg(), fru.boardMfg()),
                or(board.boardMfgSerial(), fru.boardMfgSerial()),
                or(board.boardPartNumber(), fru.boardPartNumber()),
                or(board.productManufacturer(), fru.productManufacturer()),
                or(board.productPartNumber(), fru.productPartNumber()),
                or(board.productSerial(), fru.productSerial()));
        return new Facts(
                machineId, both, biosVersion, or(version, bmcVersion), powerOn, ledOn, powerMetric, powerSupplies);
    }

    private static String or(String first, String second) {
        return first.isEmpty() ? second : first;
    }
}
