package metalplant.wire.restore;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which life a plant is in, and what of it is not confirmed.
 *
 * @param life counts from 1 and rises with every restore
 * @param restored when this life began; null if it did not begin with a restore
 * @param why a restore was noticed; null without one
 * @param unconfirmed machines to which nothing is done
 * @param newcomersheld machines that the plant does not know are taken for ones that it forgot
 * @param addressesheld nothing is given out of local prefixes that are older than the restore
 */
public record RestoreResponse(
        long life,
        @Nullable Instant restored,
        @Nullable String why,
        long unconfirmed,
        boolean newcomersheld,
        boolean addressesheld) {}
