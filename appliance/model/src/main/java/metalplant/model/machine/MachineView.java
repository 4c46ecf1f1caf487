package metalplant.model.machine;

import java.util.Optional;
import metalplant.model.event.ProvisioningEvents;

/** A machine with its events, as it is shown. */
public record MachineView(Machine machine, Optional<ProvisioningEvents> events) {}
