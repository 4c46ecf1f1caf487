/** Voters, lineages and break-glass. Start at {@link metalplant.federation.epoch.Epoch}. */
@NullMarked
package metalplant.federation.epoch;

import org.jspecify.annotations.NullMarked;
