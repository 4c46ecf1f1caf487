package metalplant.wire.federation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evicts a member that does not come back.
 *
 * @param member its id or label
 * @param recoverywords of the federation: an eviction is not undone
 */
public record EvictRequest(
        @Nullable String member, @Nullable List<String> recoverywords) {}
