/** Shared ranges cut into blocks, each held by one plant: addresses, VNIs, ASNs, overlay ranges. Start at {@link metalplant.federation.escrow.Pool}. */
@NullMarked
package metalplant.federation.escrow;

import org.jspecify.annotations.NullMarked;
