/** What a plant says of itself is true. */
@NullMarked
package metalplant.server.system;

import org.jspecify.annotations.NullMarked;
