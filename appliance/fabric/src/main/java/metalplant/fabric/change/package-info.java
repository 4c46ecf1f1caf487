/**
 * How a switch gets from what it is to what it shall be without a moment in which something leaks or hangs in the air. Start at
 * {@link metalplant.fabric.change.SafeChange}; {@link metalplant.fabric.change.Rollout} says which switches may begin. Pure.
 */
@NullMarked
package metalplant.fabric.change;

import org.jspecify.annotations.NullMarked;
