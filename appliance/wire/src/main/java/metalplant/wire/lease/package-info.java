/** Bodies of the boot lease operation. Start at {@link LeaseRequest}. */
@NullMarked
package metalplant.wire.lease;

import org.jspecify.annotations.NullMarked;
