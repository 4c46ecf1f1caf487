/**
 * Peerings: asked for, admitted, shown with what the switches made of them; the model that a switch gets, and its reports. Start at
 * {@link metalplant.core.peering.Peerings}; {@link metalplant.core.peering.StoredZone} is what everything here looks at.
 */
@NullMarked
package metalplant.core.peering;

import org.jspecify.annotations.NullMarked;
