package metalplant.wire.switches;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the last configuration of a switch went.
 *
 * @param duration nanoseconds
 * @param error null when it went well
 */
public record SwitchSync(long duration, @Nullable String error, Instant time) {}
