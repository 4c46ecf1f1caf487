package metalplant.wire.restore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator confirms.
 *
 * @param machines accepted as they are remembered, whatever was seen of them
 * @param all accept every machine of which nothing was seen that contradicts, and take unknown ones for new ones from now on
 * @param addresses all addresses in use are known: give them out again
 */
public record ReconcileRequest(
        @Nullable List<String> machines,
        @Nullable Boolean all,
        @Nullable Boolean addresses) {}
