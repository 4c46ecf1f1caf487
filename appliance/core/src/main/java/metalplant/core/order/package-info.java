/**
 * Orders of several machines over zones (design, section 7): ordinary allocations in each plant, written down before they are sent, so that a
 * killed plant goes on where it was. Start at {@link metalplant.core.order.MachineOrders}; {@link metalplant.core.order.OrderSteps} is the saga.
 */
@NullMarked
package metalplant.core.order;

import org.jspecify.annotations.NullMarked;
