/** Addresses over REST. Start at {@link metalplant.server.ip.IpHttp}. */
@NullMarked
package metalplant.server.ip;

import org.jspecify.annotations.NullMarked;
