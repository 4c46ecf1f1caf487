/**
 * Who may speak on the ledger port: plants whose authority is pinned, whatever the clock says. Start at
 * {@link metalplant.ratis.trust.Pins}.
 */
@NullMarked
package metalplant.ratis.trust;

import org.jspecify.annotations.NullMarked;
