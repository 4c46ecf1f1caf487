package metalplant.core.store;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.model.switches.Switch;
import metalplant.model.switches.SwitchStatus;

/** Switches, and their sync status apart from them. */
public interface SwitchTable extends Table<Switch> {
    List<Switch> ofRack(String partitionId, String rackId);

    /** Switches that have a connection to this machine, found by index. */
    List<Switch> connectedTo(String machineId);

    /** The switches with these ids that exist, in one query. */
    List<Switch> findAll(Collection<String> ids);

    Optional<SwitchStatus> status(String switchId);

    /** Those of these switches that have one, by their ids, in one query. */
    Map<String, SwitchStatus> statuses(Collection<String> switchIds);

    void saveStatus(SwitchStatus status);

    /** The same for many switches, in one batch. */
    default void saveStatuses(Collection<SwitchStatus> statuses) {
        statuses.forEach(this::saveStatus);
    }

    void deleteStatus(String switchId);
}
