/** Tests of the operations and use cases of feature {@code size}, without a socket. */
@NullMarked
package metalplant.server.size;

import org.jspecify.annotations.NullMarked;
