/**
 * Bodies of the partition operations, and the name and time servers that partitions and allocations share.
 */
@NullMarked
package metalplant.wire.partition;

import org.jspecify.annotations.NullMarked;
