package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * Accepts a join on this side.
 *
 * @param plan hash of the plan that was shown; at the inviting plant null until a plan has come
 * @param fingerprint of the other plant, for automation; null: people compared the check words
 */
public record AcceptRequest(@Nullable String plan, @Nullable String fingerprint) {}
