/** Commands from the bus, done one at a time per controller, and answered for. Start at {@link metalplant.bmc.command.Orders}. */
@NullMarked
package metalplant.bmc.command;

import org.jspecify.annotations.NullMarked;
