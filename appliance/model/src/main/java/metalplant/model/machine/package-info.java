/** Machines and what is allocated on them. Start at {@link metalplant.model.machine.Machine}. */
@NullMarked
package metalplant.model.machine;

import org.jspecify.annotations.NullMarked;
