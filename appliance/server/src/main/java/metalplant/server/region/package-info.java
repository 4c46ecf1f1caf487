/** The operations of regions and zones. */
@NullMarked
package metalplant.server.region;

import org.jspecify.annotations.NullMarked;
