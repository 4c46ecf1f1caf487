package metalplant.wire.switches;

import java.time.Instant;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * How the last configuration of a switch went.
 *
 * @param duration nanoseconds
 * @param error null when it went well
 */
public record SwitchSync(
        @Required long duration,
        @Nullable String error,
        @Required Instant time) {}
