@NullMarked
package metalplant.bmc.redfish;

import org.jspecify.annotations.NullMarked;
