/**
 * Management controllers of a plant: {@code plant-bmc}. Start at {@link metalplant.bmc.command.Orders}, which takes commands from the bus and
 * answers for each, and at {@link metalplant.bmc.report.Inventory}, which says what is there. How a controller is spoken to lies behind
 * {@link metalplant.bmc.driver.Drivers}.
 */
@NullMarked
package metalplant.bmc;

import org.jspecify.annotations.NullMarked;
