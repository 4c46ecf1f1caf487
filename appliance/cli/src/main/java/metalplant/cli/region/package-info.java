/** Commands for regions and zones, and for the zone of a partition. */
@NullMarked
package metalplant.cli.region;

import org.jspecify.annotations.NullMarked;
