/** The installer of the agent of a switch, one file. Start at {@link metalplant.images.agent.AgentInstaller}. */
@NullMarked
package metalplant.images.agent;

import org.jspecify.annotations.NullMarked;
