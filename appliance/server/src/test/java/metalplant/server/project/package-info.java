/** Tests of the operations and use cases of feature {@code project}, without a socket. */
@NullMarked
package metalplant.server.project;

import org.jspecify.annotations.NullMarked;
