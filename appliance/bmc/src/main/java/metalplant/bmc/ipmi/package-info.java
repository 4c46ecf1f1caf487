/** Controllers that speak IPMI, through {@code ipmitool}. Start at {@link metalplant.bmc.ipmi.IpmiDriver}. */
@NullMarked
package metalplant.bmc.ipmi;

import org.jspecify.annotations.NullMarked;
