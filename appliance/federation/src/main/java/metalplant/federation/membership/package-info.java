/** Who belongs to the federation: the members as the ledger knows them, and the state machine each plant runs for itself. */
@NullMarked
package metalplant.federation.membership;

import org.jspecify.annotations.NullMarked;
