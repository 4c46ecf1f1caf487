/**
 * Bodies of the VPN operation.
 */
@NullMarked
package metalplant.wire.vpn;

import org.jspecify.annotations.NullMarked;
