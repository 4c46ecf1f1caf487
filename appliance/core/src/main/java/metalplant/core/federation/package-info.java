/**
 * The shell around the pure protocol of {@link metalplant.federation.plant.PlantStep}: one runner per plant that takes events, steps,
 * commits the new state with everything that follows from it in one transaction, and only then speaks to others. Start at
 * {@link metalplant.core.federation.FederationRunner}. A plant that nobody ever invited has no thread here and reads nothing.
 */
@NullMarked
package metalplant.core.federation;

import org.jspecify.annotations.NullMarked;
