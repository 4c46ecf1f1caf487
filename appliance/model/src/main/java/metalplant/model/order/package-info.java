/** Several machines wanted together, spread over zones: {@link metalplant.model.order.Spread} plans, a {@link metalplant.model.order.MachineOrder} is what became of it. */
@NullMarked
package metalplant.model.order;

import org.jspecify.annotations.NullMarked;
