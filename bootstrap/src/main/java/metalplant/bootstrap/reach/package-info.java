/**
 * One address for all plants of a federation: told to routers by FRR while this plant's door is healthy. Start at {@link
 * metalplant.bootstrap.reach.Keeper}.
 */
@NullMarked
package metalplant.bootstrap.reach;

import org.jspecify.annotations.NullMarked;
