/** The switch that the agent runs on: FRR, CONFIG_DB, neighbours at ports. Behind {@link metalplant.agent.host.SwitchHost}. */
@NullMarked
package metalplant.agent.host;

import org.jspecify.annotations.NullMarked;
