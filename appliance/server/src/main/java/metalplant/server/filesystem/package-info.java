/** The REST operations of filesystem layouts. */
@NullMarked
package metalplant.server.filesystem;

import org.jspecify.annotations.NullMarked;
