/**
 * Bodies of the network operations.
 */
@NullMarked
package metalplant.wire.network;

import org.jspecify.annotations.NullMarked;
