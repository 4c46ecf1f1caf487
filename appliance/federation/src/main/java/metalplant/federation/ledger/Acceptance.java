package metalplant.federation.ledger;

import metalplant.federation.guard.Guards;
import metalplant.federation.signing.Verifier;

/**
 * What a reader of the ledger needs besides the entries.
 *
 * @param level highest schema level that this software reads
 */
public record Acceptance(Verifier verifier, Guards guards, int level) {
    /** The level of this release. */
    public static final int LEVEL = 2;
}
