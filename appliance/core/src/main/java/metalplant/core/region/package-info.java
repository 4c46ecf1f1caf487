/** Regions and zones, in which partitions are. Start at {@link metalplant.core.region.Zones}. */
@NullMarked
package metalplant.core.region;

import org.jspecify.annotations.NullMarked;
