package metalplant.wire.machine;

import metalplant.wire.Absent;

/**
 * How a power supply does.
 *
 * @param health {@code OK} is good
 * @param state {@code Enabled} is good
 */
public record PowerSupplyStatus(String health, String state) {
    public PowerSupplyStatus {
        health = Absent.toText(health);
        state = Absent.toText(state);
    }
}
