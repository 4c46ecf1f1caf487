package metalplant.wire.machine;

import java.time.Instant;
import metalplant.wire.Required;

/**
 * Something that happened to a machine on its way.
 *
 * @param message present even if ""
 * @param time when the server received it
 */
public record MachineProvisioningEvent(@Required String event, String message, Instant time) {}
