package metalplant.wire.machine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command to a management controller.
 *
 * @param command its word on the bus, for example {@code RESET}
 * @param state {@code done}, {@code failed} or {@code expired}
 * @param message "" when it was done
 */
public record MachineBmcCommand(
        @Nullable String command,
        @Nullable String state,
        @Nullable String message,
        @Nullable Instant time) {}
