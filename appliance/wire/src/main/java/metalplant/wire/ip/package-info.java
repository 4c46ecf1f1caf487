/**
 * Bodies of the ip operations.
 */
@NullMarked
package metalplant.wire.ip;

import org.jspecify.annotations.NullMarked;
