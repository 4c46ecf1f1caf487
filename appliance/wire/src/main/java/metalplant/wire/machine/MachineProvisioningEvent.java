package metalplant.wire.machine;

import java.time.Instant;

/**
 * Something that happened to a machine on its way.
 *
 * @param message present even if ""
 * @param time when the server received it
 */
public record MachineProvisioningEvent(String event, String message, Instant time) {}
