package metalplant.model.event;

import java.time.Instant;

/** @param time when the plant received it */
public record ProvisioningEvent(Instant time, EventType event, String message) {}
