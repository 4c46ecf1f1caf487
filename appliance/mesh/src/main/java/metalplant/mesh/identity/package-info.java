/**
 * What a plant makes of itself at first boot and never again: keys, authority, and the count of its lives. Start at
 * {@link metalplant.mesh.identity.PlantIdentity}.
 */
@NullMarked
package metalplant.mesh.identity;

import org.jspecify.annotations.NullMarked;
