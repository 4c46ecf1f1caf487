/** What a plant says of itself: health, version, and who the caller is. */
@NullMarked
package metalplant.server.system;

import org.jspecify.annotations.NullMarked;
