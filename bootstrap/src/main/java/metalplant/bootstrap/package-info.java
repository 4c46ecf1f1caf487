/**
 * Brings a plant up on a development machine and takes it down again. Start at {@code PlantCommand}
 * for the commands and at {@code Plant} for the order in which things start.
 */
@NullMarked
package metalplant.bootstrap;

import org.jspecify.annotations.NullMarked;
