package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * Entries of the ledger as a file that is carried by hand, base64.
 */
public record LedgerFile(@Nullable String file) {}
