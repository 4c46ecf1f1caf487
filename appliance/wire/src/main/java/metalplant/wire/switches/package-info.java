/**
 * Bodies of the switch operations.
 */
@NullMarked
package metalplant.wire.switches;

import org.jspecify.annotations.NullMarked;
