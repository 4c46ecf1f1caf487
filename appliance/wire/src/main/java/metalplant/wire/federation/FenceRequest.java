package metalplant.wire.federation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of two operators says that an evicted plant can use its addresses no more, and hand them to nobody.
 *
 * @param member label or id of the evicted plant
 * @param how {@code routes-withdrawn} or {@code destroyed}
 * @param operator who says so; the second one must be another
 * @param nofollowers that the same holds for each plant that this federation does not know and that joined through the evicted one;
 *     without it the word is not taken
 */
public record FenceRequest(
        @Nullable String member,
        @Nullable String how,
        @Nullable String operator,
        @Nullable Boolean nofollowers,
        @Nullable List<String> recoverywords) {}
