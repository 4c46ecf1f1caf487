package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * What an import did.
 *
 * @param accepted entries that are new here
 * @param stopped why it ended before the last entry; null if it did not
 */
public record ImportResponse(
        long accepted, long head, @Nullable String stopped) {}
