package metalplant.wire.federation;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An invite as it was made. Shown once; nothing of it can be read again.
 *
 * @param joinid names the join that may come of it
 * @param code the short code; null for a file
 * @param address what the other plant is told beside the code
 * @param file the invite as a file, base64; null for a code
 * @param fingerprint of this plant, for those who compare it instead of check words
 * @param recoverywords of the federation, if it was founded since the plant was started and no other plant is in it yet: they are kept in memory
 *     alone; null otherwise
 */
public record InviteResponse(
        String joinid,
        @Nullable String code,
        @Nullable String address,
        @Nullable String file,
        Instant expires,
        String fingerprint,
        @Nullable List<String> recoverywords) {}
