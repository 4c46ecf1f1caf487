/** Networks over REST. Start at {@link metalplant.server.network.NetworkHttp}. */
@NullMarked
package metalplant.server.network;

import org.jspecify.annotations.NullMarked;
