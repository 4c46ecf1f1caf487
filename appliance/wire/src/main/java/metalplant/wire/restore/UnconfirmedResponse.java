package metalplant.wire.restore;

import org.jspecify.annotations.Nullable;

/**
 * A machine to which nothing is done until it is confirmed.
 *
 * @param partitionid null if it is not known
 * @param rackid null if it is not known
 * @param projectid of the allocation that is remembered; null if none is
 * @param state {@code UNHEARD}, {@code BOOTING}, {@code RUNNING}, {@code IN_PLACE} or {@code ELSEWHERE}
 * @param belief what the plant remembers
 * @param seen what was seen of it since the restore
 * @param contradicts what was seen does not fit to what is remembered
 * @param advice what an administrator can do
 */
public record UnconfirmedResponse(
        String id,
        @Nullable String partitionid,
        @Nullable String rackid,
        @Nullable String projectid,
        String state,
        String belief,
        String seen,
        boolean contradicts,
        String advice) {}
