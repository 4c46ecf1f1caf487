/** Entries verified and folded into one immutable state. Start at {@link metalplant.federation.ledger.Ledger}. */
@NullMarked
package metalplant.federation.ledger;

import org.jspecify.annotations.NullMarked;
