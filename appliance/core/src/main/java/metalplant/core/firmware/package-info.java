/** Firmware of machines: kept in a store outside, handed to management controllers. Start at {@link metalplant.core.firmware.Firmwares}. */
@NullMarked
package metalplant.core.firmware;

import org.jspecify.annotations.NullMarked;
