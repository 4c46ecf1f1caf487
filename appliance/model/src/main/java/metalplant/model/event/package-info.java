/** Provisioning events and the states a server goes through. Start at {@link metalplant.model.event.ProvisioningEvents}. */
@NullMarked
package metalplant.model.event;

import org.jspecify.annotations.NullMarked;
