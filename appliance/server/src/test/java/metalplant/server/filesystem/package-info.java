/** Tests of the operations and use cases of feature {@code filesystem}, without a socket. */
@NullMarked
package metalplant.server.filesystem;

import org.jspecify.annotations.NullMarked;
