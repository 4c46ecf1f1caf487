/**
 * The witness: a third voter for two plants, on any small machine. Start at {@link metalplant.ratis.witness.WitnessMain}. It has no key of any plant.
 */
@NullMarked
package metalplant.ratis.witness;

import org.jspecify.annotations.NullMarked;
