package metalplant.core.store;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import metalplant.model.saga.SagaRecord;

/** {@link SagaTable} on a map. */
final class InMemorySagas implements SagaTable, InMemoryStore.Rows {
    private static final Comparator<SagaRecord> BY_ID = Comparator.comparing(s -> s.id().toString());

    private SortedMap<UUID, SagaRecord> rows = new TreeMap<>();

    @Override
    public void insert(SagaRecord saga) {
        rows.put(saga.id(), saga);
    }

    @Override
    public Optional<SagaRecord> find(UUID id) {
        return Optional.ofNullable(rows.get(id));
    }

    @Override
    public List<SagaRecord> ofSubject(String subject) {
        return rows.values().stream()
                .filter(saga -> saga.subject().equals(subject))
                .sorted(Comparator.comparing(SagaRecord::created).thenComparing(BY_ID))
                .toList();
    }

    @Override
    public List<SagaRecord> due(Instant now, int max) {
        return rows.values().stream()
                .filter(saga -> !saga.due().isAfter(now))
                .filter(saga -> saga.owner().isEmpty() || !saga.leaseUntil().isAfter(now))
                .sorted(Comparator.comparing(SagaRecord::due).thenComparing(BY_ID))
                .limit(max)
                .toList();
    }

    @Override
    public void update(SagaRecord saga) {
        rows.computeIfPresent(saga.id(), (_, _) -> saga);
    }

    @Override
    public int release(String owners, String but) {
        var held = rows.values().stream()
                .filter(saga -> saga.owner().startsWith(owners) && !saga.owner().equals(but))
                .toList();
        held.forEach(saga -> rows.put(saga.id(), saga.released()));
        return held.size();
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
