/** Tests of the URL check against a server on loopback. */
@NullMarked
package metalplant.server.url;

import org.jspecify.annotations.NullMarked;
