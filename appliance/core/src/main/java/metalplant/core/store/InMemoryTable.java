package metalplant.core.store;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import metalplant.model.Entity;
import metalplant.model.Problem;

/** {@link Table} on a map. */
class InMemoryTable<E extends Entity<E>> implements Table<E>, InMemoryStore.Rows {
    private final String kind;
    private SortedMap<String, E> rows = new TreeMap<>();

    InMemoryTable(String kind) {
        this.kind = kind;
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public Optional<E> find(String id) {
        return Optional.ofNullable(rows.get(id));
    }

    @Override
    public List<E> list() {
        return List.copyOf(rows.values());
    }

    @Override
    public Page<E, String> page(String after, int max) {
        return page(_ -> true, after, max);
    }

    Page<E, String> page(Predicate<E> condition, String after, int max) {
        var next = where(each -> each.id().compareTo(after) > 0 && condition.test(each)).stream()
                .limit(max)
                .toList();
        return Page.of(next, max, Entity::id);
    }

    List<E> where(Predicate<E> condition) {
        return rows.values().stream().filter(condition).toList();
    }

    @Override
    public E insert(E entity) {
        var stored = entity.withStamp(entity.stamp().withVersion(1));
        if (rows.putIfAbsent(entity.id(), stored) != null) {
            throw Problem.exists(kind, entity.id());
        }
        return stored;
    }

    @Override
    public E update(E entity) {
        check(entity);
        var stored = entity.withStamp(entity.stamp().withVersion(entity.stamp().version() + 1));
        rows.put(entity.id(), stored);
        return stored;
    }

    @Override
    public void delete(E entity) {
        check(entity);
        rows.remove(entity.id());
    }

    private void check(E entity) {
        var stored = find(entity.id()).orElseThrow(() -> Problem.changed(kind, entity.id()));
        if (stored.stamp().version() != entity.stamp().version()) {
            throw Problem.changed(kind, entity.id());
        }
    }

    @Override
    public Runnable save() {
        var saved = new TreeMap<>(rows);
        return () -> rows = saved;
    }
}
