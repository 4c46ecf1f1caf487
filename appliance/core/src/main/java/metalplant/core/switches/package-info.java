/**
 * Leaf switches: registered, kept in step with their machines, taken over from. Start at {@link metalplant.core.switches.Switches};
 * what happens to machines uses {@link metalplant.core.switches.SwitchConnections} and {@link metalplant.core.switches.SwitchPorts}
 * within its own transaction.
 */
@NullMarked
package metalplant.core.switches;

import org.jspecify.annotations.NullMarked;
