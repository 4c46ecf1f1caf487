package metalplant.core.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** {@link SpanTable} on maps. */
final class InMemorySpans implements SpanTable, InMemoryStore.Rows {
    private TreeMap<UUID, TreeMap<String, Row>> rows = new TreeMap<>();
    private TreeMap<UUID, Row> wishes = new TreeMap<>();

    @Override
    public List<Row> of(UUID id) {
        return List.copyOf(rows.getOrDefault(id, new TreeMap<>()).values());
    }

    @Override
    public List<Row> ofAll(Collection<UUID> ids) {
        return ids.stream().distinct().sorted().flatMap(id -> of(id).stream()).toList();
    }

    @Override
    public void save(Row row) {
        var changed = new TreeMap<>(rows.getOrDefault(row.id(), new TreeMap<>()));
        changed.put(row.plant(), row);
        rows.put(row.id(), changed);
    }

    @Override
    public void forget(UUID id) {
        rows.remove(id);
        wishes.remove(id);
    }

    @Override
    public void forget(UUID id, String plant) {
        var changed = new TreeMap<>(rows.getOrDefault(id, new TreeMap<>()));
        changed.remove(plant);
        rows.put(id, changed);
    }

    @Override
    public void forgetPlant(String plant) {
        List.copyOf(rows.keySet()).forEach(id -> forget(id, plant));
    }

    @Override
    public Optional<List<String>> wanted(UUID id) {
        return Optional.ofNullable(wishes.get(id)).map(Row::prefixes);
    }

    @Override
    public List<Row> wanted(int max) {
        return wishes.values().stream().limit(max).toList();
    }

    @Override
    public void want(UUID id, List<String> prefixes) {
        wishes.put(id, new Row(id, "", prefixes));
    }

    @Override
    public void satisfied(UUID id) {
        wishes.remove(id);
    }

    @Override
    public void clear() {
        rows.clear();
        wishes.clear();
    }

    @Override
    public Runnable save() {
        // The inner maps are replaced and never changed.
        var savedRows = new TreeMap<>(rows);
        var savedWishes = new TreeMap<>(wishes);
        return () -> {
            rows = savedRows;
            wishes = savedWishes;
        };
    }
}
