package metalplant.wire.machine;

import org.jspecify.annotations.Nullable;

/**
 * Whose console password to show, and why. It is the body of a GET.
 *
 * @param reason is logged
 */
public record MachineConsolePasswordRequest(
        @Nullable String id, @Nullable String reason) {}
