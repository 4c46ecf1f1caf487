package metalplant.console.machine;

import java.util.Optional;
import metalplant.bmc.driver.Controller;
import metalplant.model.Problem;

/** What the plant's API knows. Each call asks it. */
public interface MachineBook {
    /**
     * A machine of this plant, or of another one of the federation.
     *
     * @throws Problem TOO_BUSY when that cannot be known now
     */
    Optional<ConsoleMachine> find(String id);

    /**
     * The management controller of a machine of this plant.
     *
     * @throws Problem TOO_BUSY as above; BMC_REFUSED when the plant knows none, or no user of it
     */
    Controller controller(String id);
}
