package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * Asks for a new set of keys.
 *
 * @param atonce whether the present set ends now; null or false = after an overlap
 */
public record RotateKeysRequest(@Nullable Boolean atonce) {}
