/** In what controllers of different makers differ, as data. Start at {@link metalplant.bmc.vendor.Vendors}. */
@NullMarked
package metalplant.bmc.vendor;

import org.jspecify.annotations.NullMarked;
