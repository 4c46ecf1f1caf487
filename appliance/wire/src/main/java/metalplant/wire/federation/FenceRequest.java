package metalplant.wire.federation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of two operators says that an evicted plant can use its addresses no more.
 *
 * @param member label or id of the evicted plant
 * @param how {@code routes-withdrawn} or {@code destroyed}
 * @param operator who says so; the second one must be another
 */
public record FenceRequest(
        @Nullable String member,
        @Nullable String how,
        @Nullable String operator,
        @Nullable List<String> recoverywords) {}
