package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * Leaves the federation.
 *
 * @param alone without telling anybody, because nobody can be told: the other members must evict this plant
 */
public record LeaveRequest(@Nullable Boolean alone) {}
