package metalplant.core.store;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** {@link SharedTable} on a map. */
final class InMemoryShared implements SharedTable, InMemoryStore.Rows {
    private static final Comparator<Row> ORDER =
            Comparator.comparingInt(Row::place).thenComparing(row -> row.id().toString());

    private TreeMap<UUID, Row> rows = new TreeMap<>();

    @Override
    public Optional<Row> find(UUID id) {
        return Optional.ofNullable(rows.get(id));
    }

    private Stream<Row> sorted() {
        return rows.values().stream().sorted(ORDER);
    }

    @Override
    public List<Row> pending(int max) {
        return sorted().filter(Row::pending).limit(max).toList();
    }

    @Override
    public List<Row> all() {
        return sorted().toList();
    }

    @Override
    public void save(Row row) {
        rows.put(row.id(), row);
    }

    @Override
    public void remove(UUID id) {
        rows.remove(id);
    }

    @Override
    public Runnable save() {
        var saved = new TreeMap<>(rows);
        return () -> rows = saved;
    }
}
