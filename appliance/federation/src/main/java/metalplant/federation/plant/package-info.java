/** One plant as a pure step function: everything else in this module put together. Start at {@link metalplant.federation.plant.PlantStep}. */
@NullMarked
package metalplant.federation.plant;

import org.jspecify.annotations.NullMarked;
