/**
 * Bodies of the size operations with reservations and size-image constraints.
 */
@NullMarked
package metalplant.wire.size;

import org.jspecify.annotations.NullMarked;
