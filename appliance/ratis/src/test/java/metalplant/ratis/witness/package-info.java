/**
 * A voter in a process of its own, so that it can be killed as the kernel kills. Start at {@link metalplant.ratis.witness.WitnessMain}.
 */
@NullMarked
package metalplant.ratis.witness;

import org.jspecify.annotations.NullMarked;
