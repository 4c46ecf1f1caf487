/** Switches, their ports and what hangs on them. Start at {@link metalplant.model.switches.Switch}. */
@NullMarked
package metalplant.model.switches;

import org.jspecify.annotations.NullMarked;
