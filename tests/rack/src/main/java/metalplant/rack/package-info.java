/**
 * A simulated rack in a process of its own: servers, leaves and BMCs that speak a plant's real protocols and know none of
 * its code. Start at {@link Rack} for the process, at {@link Simulation} for what it consists of.
 */
@NullMarked
package metalplant.rack;

import org.jspecify.annotations.NullMarked;
