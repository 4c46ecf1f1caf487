/**
 * Bodies of the firmware operations.
 */
@NullMarked
package metalplant.wire.firmware;

import org.jspecify.annotations.NullMarked;
