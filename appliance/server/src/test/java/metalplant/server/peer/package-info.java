/** Doors of two plants against each other. */
@NullMarked
package metalplant.server.peer;

import org.jspecify.annotations.NullMarked;
