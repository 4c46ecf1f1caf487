package metalplant.core.boot;

import metalplant.core.store.Tx;
import metalplant.model.machine.Machine;

/** Connects a machine to the switch ports that its neighbours name. */
@FunctionalInterface
public interface Cabling {
    /**
     * Makes the connections of all switches say what the hardware of {@code machine} saw. Calling it twice is calling it once.
     *
     * @return the rack of its switches, "" when they tell none
     */
    String connect(Tx tx, Machine machine);
}
