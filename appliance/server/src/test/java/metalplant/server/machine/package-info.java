/** The doors of machines: what bad requests get. */
@NullMarked
package metalplant.server.machine;

import org.jspecify.annotations.NullMarked;
