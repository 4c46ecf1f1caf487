package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * What the inviting plant says to that.
 *
 * @param accepted by its operator, this very plan
 * @param aborted it gives up
 * @param why it gives up
 */
public record AgreeResponse(
        boolean accepted, boolean aborted, @Nullable String why) {}
