package metalplant.wire.machine;

import metalplant.wire.Required;

/**
 * A power supply.
 */
public record PowerSupply(@Required PowerSupplyStatus status) {
    public PowerSupply {
        status = status == null ? new PowerSupplyStatus("", "") : status;
    }
}
