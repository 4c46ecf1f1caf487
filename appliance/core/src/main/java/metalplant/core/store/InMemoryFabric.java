package metalplant.core.store;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import metalplant.model.peering.SwitchFabric;

/** {@link FabricTable} on a map. */
final class InMemoryFabric implements FabricTable, InMemoryStore.Rows {
    private SortedMap<String, SwitchFabric> rows = new TreeMap<>();

    @Override
    public Optional<SwitchFabric> find(String switchId) {
        return Optional.ofNullable(rows.get(switchId));
    }

    @Override
    public List<SwitchFabric> ofPartition(String partitionId) {
        return rows.values().stream()
                .filter(each -> each.partitionId().equals(partitionId))
                .toList();
    }

    @Override
    public List<SwitchFabric> list() {
        return List.copyOf(rows.values());
    }

    @Override
    public Page<SwitchFabric, String> page(String after, int max) {
        var next = rows.values().stream()
                .filter(each -> each.switchId().compareTo(after) > 0)
                .limit(max)
                .toList();
        return Page.of(next, max, SwitchFabric::switchId);
    }

    @Override
    public void save(SwitchFabric fabric) {
        rows.put(fabric.switchId(), fabric);
    }

    @Override
    public void delete(String switchId) {
        rows.remove(switchId);
    }

    @Override
    public Runnable save() {
        var saved = new TreeMap<>(rows);
        return () -> rows = saved;
    }
}
