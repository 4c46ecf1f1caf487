/**
 * One simulated server: firmware, boot loader, installer and installed system. {@link ServerLogic} is the pure state
 * machine, {@link SimulatedServer} gives it time and the plant.
 */
@NullMarked
package metalplant.rack.server;

import org.jspecify.annotations.NullMarked;
