/**
 * A server's life with its users: allocated, freed, reclaimed, reinstalled, switched on and off. Start at
 * {@link metalplant.core.machine.AllocateMachine}. A machine has at most one allocation.
 */
@NullMarked
package metalplant.core.machine;

import org.jspecify.annotations.NullMarked;
