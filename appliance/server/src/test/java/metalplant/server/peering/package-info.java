/** The operations of peerings, called without a socket. */
@NullMarked
package metalplant.server.peering;

import org.jspecify.annotations.NullMarked;
