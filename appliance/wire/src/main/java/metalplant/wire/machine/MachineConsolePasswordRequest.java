package metalplant.wire.machine;

import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * Whose console password to show, and why. It is the body of a GET.
 *
 * @param reason is logged
 */
public record MachineConsolePasswordRequest(
        @Required @Nullable String id, @Required @Nullable String reason) {}
