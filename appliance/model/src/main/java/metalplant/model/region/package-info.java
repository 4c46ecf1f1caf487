/** Where partitions are: a {@link metalplant.model.region.Zone} has partitions, a {@link metalplant.model.region.Region} has zones. */
@NullMarked
package metalplant.model.region;

import org.jspecify.annotations.NullMarked;
