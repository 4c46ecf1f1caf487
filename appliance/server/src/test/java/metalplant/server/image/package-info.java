/** Tests of the operations and use cases of feature {@code image}, without a socket. */
@NullMarked
package metalplant.server.image;

import org.jspecify.annotations.NullMarked;
