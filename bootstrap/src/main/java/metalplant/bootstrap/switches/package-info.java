/**
 * Switches of a plant: the cabling that was accepted, the numbers that were given, and what the boot server is handed of both. Start at
 * {@link metalplant.bootstrap.switches.PlannedSwitches}.
 */
@NullMarked
package metalplant.bootstrap.switches;

import org.jspecify.annotations.NullMarked;
