/** What all doors of a plant share. */
@NullMarked
package metalplant.server;

import org.jspecify.annotations.NullMarked;
