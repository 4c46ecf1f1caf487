package metalplant.core.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * {@link Store} in memory: one transaction at a time, rolled back by putting the old maps back. For tests and simulation; it
 * passes the same contract as the SQL store.
 */
public final class InMemoryStore implements Store {
    private final ReentrantLock lock = new ReentrantLock();
    private final InMemoryTx tx = new InMemoryTx();
    private final boolean repeating;

    public InMemoryStore() {
        this(false);
    }

    private InMemoryStore(boolean repeating) {
        this.repeating = repeating;
    }

    /** A store that runs every closure twice and keeps the second run only, as a database does after a conflict. */
    public static InMemoryStore repeating() {
        return new InMemoryStore(true);
    }

    /** Something that can be put back. */
    interface Rows {
        /** Remembers the present content; running the answer restores it. */
        Runnable save();
    }

    @Override
    public <T> T run(String name, Work<T> work) {
        lock(name);
        try {
            if (repeating) {
                runAndForget(work);
            }
            var restore = save();
            try {
                return work.in(tx);
            } catch (RuntimeException | Error e) {
                restore.forEach(Runnable::run);
                throw e;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <T> T run(String name, Work<Optional<T>> landed, Work<T> work) {
        return run(name, work);
    }

    /** What {@code work} writes is lost. */
    @Override
    public <T> T read(String name, Work<T> work) {
        lock(name);
        try {
            return runAndForget(work);
        } finally {
            lock.unlock();
        }
    }

    private <T> T runAndForget(Work<T> work) {
        var restore = save();
        try {
            return work.in(tx);
        } finally {
            restore.forEach(Runnable::run);
        }
    }

    private List<Runnable> save() {
        return tx.all().stream().map(Rows::save).toList();
    }

    /** A database would give the inner transaction another connection, and both could wait for each other. */
    private void lock(String name) {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("transaction %s began inside another one".formatted(name));
        }
        lock.lock();
    }

    @Override
    public boolean reachable() {
        return true;
    }
}
