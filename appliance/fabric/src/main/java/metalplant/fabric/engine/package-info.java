/**
 * The whole configuration of a switch: what the fabric needs, what hangs at its ports, and who may talk to whom. Start at
 * {@link metalplant.fabric.engine.Engine}; {@link metalplant.fabric.engine.Desired} is what a switch shall be, and the other classes write
 * it as FRR, SONiC and Cumulus read it. The same input gives the same bytes. Pure; nothing here talks to a switch.
 */
@NullMarked
package metalplant.fabric.engine;

import org.jspecify.annotations.NullMarked;
