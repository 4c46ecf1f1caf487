/** The doors of switches: what bad requests get. */
@NullMarked
package metalplant.server.switches;

import org.jspecify.annotations.NullMarked;
