/**
 * Plants in virtual time: one thread, one 64-bit seed, faults of every kind, an oracle that sees all, and mutants that it must
 * catch. Start at {@link metalplant.sim.Simulation}.
 */
@NullMarked
package metalplant.sim;

import org.jspecify.annotations.NullMarked;
