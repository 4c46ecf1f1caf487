package metalplant.wire.machine;

import metalplant.wire.Absent;
import metalplant.wire.Required;

/**
 * How a power supply does.
 *
 * @param health {@code OK} is good
 * @param state {@code Enabled} is good
 */
public record PowerSupplyStatus(
        @Required String health, @Required String state) {
    public PowerSupplyStatus {
        health = Absent.toText(health);
        state = Absent.toText(state);
    }
}
