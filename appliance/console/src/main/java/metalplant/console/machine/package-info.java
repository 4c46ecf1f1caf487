/** Whose console may be shown. Start at {@link metalplant.console.machine.MachineBook}. */
@NullMarked
package metalplant.console.machine;

import org.jspecify.annotations.NullMarked;
