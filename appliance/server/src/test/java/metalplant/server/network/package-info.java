/** The doors of networks: what bad requests get. */
@NullMarked
package metalplant.server.network;

import org.jspecify.annotations.NullMarked;
