/** The conditions that keep addresses unique, each with a mutant in the simulator. Start at {@link metalplant.federation.guard.Guards}. */
@NullMarked
package metalplant.federation.guard;

import org.jspecify.annotations.NullMarked;
