/** What may stand in the ledger: one record per kind of command, and the signed envelope around it. Start at {@link metalplant.federation.entry.Entry}. */
@NullMarked
package metalplant.federation.entry;

import org.jspecify.annotations.NullMarked;
