/** Partitions: a plant's racks under one boot configuration. Start at {@link metalplant.model.partition.Partition}. */
@NullMarked
package metalplant.model.partition;

import org.jspecify.annotations.NullMarked;
