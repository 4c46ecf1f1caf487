/** Doors in front of recording plants. */
@NullMarked
package metalplant.router;

import org.jspecify.annotations.NullMarked;
