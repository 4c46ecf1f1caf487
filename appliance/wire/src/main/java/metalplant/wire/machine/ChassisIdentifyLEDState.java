package metalplant.wire.machine;

import metalplant.wire.Required;

/**
 * The light that helps to find a machine in the rack.
 *
 * @param description why it is on
 * @param value {@code LED-ON}, {@code LED-OFF} or ""
 */
public record ChassisIdentifyLEDState(
        @Required String description, @Required String value) {}
