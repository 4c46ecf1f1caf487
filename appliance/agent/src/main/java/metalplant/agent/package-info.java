/** The agent on a leaf or exit. Start at {@link metalplant.agent.Agent}: it asks the plant what the switch shall be, makes it so in steps, looks whether it is, and tells. */
@NullMarked
package metalplant.agent;

import org.jspecify.annotations.NullMarked;
