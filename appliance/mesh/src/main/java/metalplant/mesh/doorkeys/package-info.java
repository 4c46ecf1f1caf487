/** The keys of the federation's door as this plant makes, seals and opens them. Start at {@link metalplant.mesh.doorkeys.DoorSmith}. */
@NullMarked
package metalplant.mesh.doorkeys;

import org.jspecify.annotations.NullMarked;
