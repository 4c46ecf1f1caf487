package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * From the joining plant to the inviting one, once a second while people decide.
 *
 * @param plan as its operator sees it
 * @param accepted by its operator
 * @param aborted it gives up
 * @param why it gives up
 */
public record AgreeRequest(
        @Nullable JoinPlan plan,
        boolean accepted,
        boolean aborted,
        @Nullable String why) {}
