package metalplant.core.store;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import metalplant.model.switches.Switch;
import metalplant.model.switches.SwitchStatus;

/** {@link SwitchTable} on maps. */
final class InMemorySwitchTable extends InMemoryTable<Switch> implements SwitchTable {
    private SortedMap<String, SwitchStatus> statuses = new TreeMap<>();

    InMemorySwitchTable() {
        super("switch");
    }

    @Override
    public List<Switch> ofRack(String partitionId, String rackId) {
        return where(s -> s.partitionId().equals(partitionId) && s.rackId().equals(rackId));
    }

    @Override
    public List<Switch> connectedTo(String machineId) {
        return where(s -> s.connections().containsKey(machineId));
    }

    @Override
    public List<Switch> findAll(Collection<String> ids) {
        return where(s -> ids.contains(s.id()));
    }

    @Override
    public Optional<SwitchStatus> status(String switchId) {
        return Optional.ofNullable(statuses.get(switchId));
    }

    @Override
    public Map<String, SwitchStatus> statuses(Collection<String> switchIds) {
        var found = new TreeMap<>(statuses);
        found.keySet().retainAll(switchIds);
        return found;
    }

    @Override
    public void saveStatus(SwitchStatus status) {
        statuses.put(status.switchId(), status);
    }

    @Override
    public void deleteStatus(String switchId) {
        statuses.remove(switchId);
    }

    @Override
    public Runnable save() {
        var restoreRows = super.save();
        var saved = new TreeMap<>(statuses);
        return () -> {
            restoreRows.run();
            statuses = saved;
        };
    }
}
