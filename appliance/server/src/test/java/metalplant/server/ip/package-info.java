/** The doors of addresses: what bad requests get. */
@NullMarked
package metalplant.server.ip;

import org.jspecify.annotations.NullMarked;
