/**
 * The plant as the boot server sees it: a port, and the gRPC client behind it.
 */
@NullMarked
package metalplant.boot.plant;

import org.jspecify.annotations.NullMarked;
