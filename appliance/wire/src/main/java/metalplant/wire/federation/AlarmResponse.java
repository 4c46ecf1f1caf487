package metalplant.wire.federation;

import java.time.Instant;

/**
 * Something that somebody should look at.
 */
public record AlarmResponse(Instant time, String text) {}
