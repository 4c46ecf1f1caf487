package metalplant.core.store;

import java.util.List;
import java.util.Optional;
import metalplant.model.peering.SwitchFabric;

/** What the agents of switches told last: one row for each switch. */
public interface FabricTable {
    Optional<SwitchFabric> find(String switchId);

    /** In order of switch. */
    List<SwitchFabric> ofPartition(String partitionId);

    /** All, in order of switch. */
    List<SwitchFabric> list();

    /** The next ones in order of switch, behind this one; "" is before all of them. */
    Page<SwitchFabric, String> page(String after, int max);

    /** In place of what was there. */
    void save(SwitchFabric fabric);

    void delete(String switchId);
}
