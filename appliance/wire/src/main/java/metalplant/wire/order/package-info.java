/** Bodies of {@code /v1/machine/allocate-many}. Ours; metal-api has no such operation. */
@NullMarked
package metalplant.wire.order;

import org.jspecify.annotations.NullMarked;
