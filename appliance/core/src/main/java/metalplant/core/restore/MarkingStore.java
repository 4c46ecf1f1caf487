package metalplant.core.restore;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import metalplant.core.store.Store;

/**
 * A store that counts what somebody changed, so that {@link Lives#follow} sets a mark soon behind each change and none while nothing
 * changes. What a plant writes by itself, day and night, is no change: a copy without it has lost nothing. Nor are steps of the
 * federation, whose ledger is kept outside of the database.
 */
public final class MarkingStore implements Store {
    private static final List<String> BY_ITSELF = List.of(
            "life-",
            "audit-",
            "outbox-",
            "saga-",
            "wait-",
            "fed-",
            "switch-notify",
            "bmc-report",
            "machine-events",
            "machine-liveliness");

    private final Store store;
    private final AtomicLong changes = new AtomicLong();

    public MarkingStore(Store store) {
        this.store = store;
    }

    /** How many changes there were; also those of which nobody knows whether they were committed. */
    public long changes() {
        return changes.get();
    }

    @Override
    public <T> T run(String name, Work<T> work) {
        try {
            return store.run(name, work);
        } finally {
            count(name);
        }
    }

    @Override
    public <T> T run(String name, Work<Optional<T>> landed, Work<T> work) {
        try {
            return store.run(name, landed, work);
        } finally {
            count(name);
        }
    }

    /** Whether a transaction of this name is what a plant writes without being asked. */
    public static boolean byItself(String name) {
        return BY_ITSELF.stream().anyMatch(name::startsWith);
    }

    private void count(String name) {
        if (!byItself(name)) {
            changes.incrementAndGet();
        }
    }

    @Override
    public <T> T read(String name, Work<T> work) {
        return store.read(name, work);
    }

    @Override
    public boolean reachable() {
        return store.reachable();
    }
}
