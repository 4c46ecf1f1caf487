/**
 * The management controllers and the agent beside them: executes what comes over the broker, and reports. Start at
 * {@link BmcRoom}. Nothing here talks to the network except {@link NsqCommands}.
 */
@NullMarked
package metalplant.rack.bmc;

import org.jspecify.annotations.NullMarked;
