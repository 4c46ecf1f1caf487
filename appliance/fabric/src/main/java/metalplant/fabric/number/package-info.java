/** Numbers of switches, from which their loopback addresses and ASNs follow. Start at {@link metalplant.fabric.number.Numbers}. Pure. */
@NullMarked
package metalplant.fabric.number;

import org.jspecify.annotations.NullMarked;
