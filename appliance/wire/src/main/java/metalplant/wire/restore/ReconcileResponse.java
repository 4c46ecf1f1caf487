package metalplant.wire.restore;

import java.util.List;

/**
 * What is left to confirm.
 *
 * @param accepted machines that this request has confirmed
 * @param machines those that are left
 */
public record ReconcileResponse(RestoreResponse plant, long accepted, List<UnconfirmedResponse> machines) {}
