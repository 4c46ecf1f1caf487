/**
 * The plant as the rack sees it: interfaces of what a boot firmware, an installer, a leaf and a BMC agent ask it
 * ({@link BootPlant}, {@link SwitchPlant}, {@link BmcPlant}) and their one implementation over gRPC and REST. Nothing of
 * the plant's own code is used here: signing, JSON and certificates are read anew, so that a mistake there shows.
 */
@NullMarked
package metalplant.rack.plant;

import org.jspecify.annotations.NullMarked;
