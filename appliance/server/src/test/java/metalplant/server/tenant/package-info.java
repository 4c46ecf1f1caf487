/** Tests of the operations and use cases of feature {@code tenant}, without a socket. */
@NullMarked
package metalplant.server.tenant;

import org.jspecify.annotations.NullMarked;
