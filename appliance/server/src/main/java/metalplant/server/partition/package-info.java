/** The REST operations of partitions. */
@NullMarked
package metalplant.server.partition;

import org.jspecify.annotations.NullMarked;
