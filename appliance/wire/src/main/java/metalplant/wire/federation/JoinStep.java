package metalplant.wire.federation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step of a join.
 *
 * @param name such as {@code plan}
 * @param state {@code pending}, {@code doing}, {@code done} or {@code failed}
 * @param since when it came into this state; null while pending
 * @param waitsfor what is missing, in words; null if nothing
 */
public record JoinStep(
        String name,
        String state,
        @Nullable Instant since,
        @Nullable String waitsfor) {}
