/** Tests of the operations and use cases of feature {@code partition}, without a socket. */
@NullMarked
package metalplant.server.partition;

import org.jspecify.annotations.NullMarked;
