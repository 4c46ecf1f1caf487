package metalplant.core.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import metalplant.model.peering.PlantFabric;

/** {@link PlantFabricTable} on a map. */
final class InMemoryPlantFabrics implements PlantFabricTable, InMemoryStore.Rows {
    private SortedMap<String, PlantFabric> rows = new TreeMap<>();

    @Override
    public Optional<PlantFabric> find(String plant) {
        return Optional.ofNullable(rows.get(plant));
    }

    @Override
    public List<PlantFabric> others() {
        return rows.values().stream()
                .filter(each -> !each.plant().equals(PlantFabric.OWN))
                .toList();
    }

    @Override
    public List<PlantFabric.Head> heads() {
        return others().stream().map(PlantFabric::head).toList();
    }

    @Override
    public void save(PlantFabric fabric) {
        rows.put(fabric.plant(), fabric);
    }

    @Override
    public void heard(String plant, Instant at) {
        rows.computeIfPresent(plant, (_, old) -> old.heardAt(at));
    }

    @Override
    public void forget(String plant) {
        rows.remove(plant);
    }

    @Override
    public Runnable save() {
        var saved = new TreeMap<>(rows);
        return () -> rows = saved;
    }
}
