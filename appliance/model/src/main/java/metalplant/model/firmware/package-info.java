/** Firmware of machines: what there may be, and what it is called. Start at {@link metalplant.model.firmware.Firmware}. */
@NullMarked
package metalplant.model.firmware;

import org.jspecify.annotations.NullMarked;
