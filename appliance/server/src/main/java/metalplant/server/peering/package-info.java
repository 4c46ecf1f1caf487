/** The operations of peerings, and of what switches ask and tell. Start at {@link metalplant.server.peering.PeeringHttp}. */
@NullMarked
package metalplant.server.peering;

import org.jspecify.annotations.NullMarked;
