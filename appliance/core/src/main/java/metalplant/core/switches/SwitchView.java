package metalplant.core.switches;

import java.util.Map;
import java.util.Optional;
import metalplant.model.partition.Partition;
import metalplant.model.switches.BgpFilter;
import metalplant.model.switches.Switch;
import metalplant.model.switches.SwitchStatus;

/**
 * A switch as it is shown.
 *
 * @param partition empty if it is gone
 * @param filters by port name, of ports with an allocated machine
 */
public record SwitchView(
        Switch leaf, Optional<Partition> partition, Optional<SwitchStatus> status, Map<String, BgpFilter> filters) {}
