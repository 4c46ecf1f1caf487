package metalplant.core.store;

import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import metalplant.model.bus.OutboxMessage;

/** {@link OutboxTable} on a map. */
final class InMemoryOutbox implements OutboxTable, InMemoryStore.Rows {
    private static final Comparator<OutboxMessage> BY_AGE =
            Comparator.comparing(OutboxMessage::created).thenComparing(m -> m.id().toString());

    private SortedMap<UUID, OutboxMessage> rows = new TreeMap<>();

    @Override
    public void add(OutboxMessage message) {
        rows.put(message.id(), message);
    }

    @Override
    public List<OutboxMessage> oldest(int max) {
        return rows.values().stream().sorted(BY_AGE).limit(max).toList();
    }

    @Override
    public boolean markSending(UUID id) {
        var row = rows.get(id);
        if (row == null || row.state() != OutboxMessage.State.PENDING) {
            return false;
        }
        rows.put(id, row.inState(OutboxMessage.State.SENDING));
        return true;
    }

    @Override
    public void markPending(UUID id) {
        rows.computeIfPresent(id, (_, row) -> row.inState(OutboxMessage.State.PENDING));
    }

    @Override
    public void remove(UUID id) {
        rows.remove(id);
    }

    @Override
    public long count() {
        return rows.size();
    }

    @Override
    public Runnable save() {
        var saved = new TreeMap<>(rows);
        return () -> rows = saved;
    }
}
