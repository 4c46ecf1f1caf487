/** Partitions: made, changed, removed, and how many machines they have. Start at {@link metalplant.core.partition.Partitions}. */
@NullMarked
package metalplant.core.partition;

import org.jspecify.annotations.NullMarked;
