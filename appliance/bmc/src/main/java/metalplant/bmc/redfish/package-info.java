/** Controllers that speak Redfish. Start at {@link metalplant.bmc.redfish.RedfishDriver}. */
@NullMarked
package metalplant.bmc.redfish;

import org.jspecify.annotations.NullMarked;
