package metalplant.wire.machine;

/**
 * A power supply.
 */
public record PowerSupply(PowerSupplyStatus status) {
    public PowerSupply {
        status = status == null ? new PowerSupplyStatus("", "") : status;
    }
}
