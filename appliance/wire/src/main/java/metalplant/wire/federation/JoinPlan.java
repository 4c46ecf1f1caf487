package metalplant.wire.federation;

import java.util.List;

/**
 * What a join would do. Making it changed nothing.
 *
 * @param hash what both sides accept
 */
public record JoinPlan(String hash, List<PlanItem> items) {}
