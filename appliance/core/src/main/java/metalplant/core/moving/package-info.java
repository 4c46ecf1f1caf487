/**
 * Machines and switches of another installation that this plant takes over. Start at {@link metalplant.core.moving.MoveIn}. Private
 * networks are taken over by {@link metalplant.core.network.AdoptNetwork}; everything else has operations that do.
 */
@NullMarked
package metalplant.core.moving;

import org.jspecify.annotations.NullMarked;
