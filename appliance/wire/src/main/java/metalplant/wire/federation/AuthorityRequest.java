package metalplant.wire.federation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what this plant accepts from callers of another one.
 *
 * @param member its id or label
 * @param role the highest: {@code none}, {@code view} or {@code edit}; null leaves it
 * @param grants what is open beside that, all of it: {@code bmc-credentials}, {@code console-password}, {@code firmware}, {@code
 *     audit}; null leaves it, an empty list takes all back
 */
public record AuthorityRequest(
        @Nullable String member,
        @Nullable String role,
        @Nullable List<String> grants) {}
