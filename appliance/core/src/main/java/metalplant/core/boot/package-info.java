/**
 * What booting servers ask of the plant: registration, waiting, reporting, and the credentials they are lent for it. Start at
 * {@link metalplant.core.boot.RegisterMachine} and {@link metalplant.core.boot.WaitRegistry}; {@link metalplant.core.boot.BootLeases}
 * tells who may speak for which machine.
 */
@NullMarked
package metalplant.core.boot;

import org.jspecify.annotations.NullMarked;
