/** A third voter for two plants. Start at {@link metalplant.federation.witness.WitnessRules}. */
@NullMarked
package metalplant.federation.witness;

import org.jspecify.annotations.NullMarked;
