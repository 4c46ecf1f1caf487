/**
 * The base configuration of a switch as text: CONFIG_DB of SONiC and FRR. Start at {@link metalplant.fabric.config.FabricConfigs}. The same
 * input gives the same bytes. Pure; nothing here talks to a switch.
 */
@NullMarked
package metalplant.fabric.config;

import org.jspecify.annotations.NullMarked;
