/**
 * Addresses that projects hold: allocated, updated, found, freed. Start at {@link metalplant.core.ip.AddressAllocator}, which
 * says how an address is chosen without contention; {@link metalplant.core.ip.NumberPool} does the same for ASNs and VRF ids.
 */
@NullMarked
package metalplant.core.ip;

import org.jspecify.annotations.NullMarked;
