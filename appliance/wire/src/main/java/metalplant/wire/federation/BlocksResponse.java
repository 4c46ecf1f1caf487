package metalplant.wire.federation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who holds what, by the ledger as this plant knows it.
 *
 * @param head number of the entry up to which it knows the ledger
 * @param next {@code offset} of the next page; null behind the last
 */
public record BlocksResponse(
        long head, List<BlockResponse> blocks, @Nullable Integer next) {}
