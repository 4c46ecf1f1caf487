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

    /** Something that can be put back. */
    interface Rows {
        /** Remembers the present content; running the answer restores it. */
        Runnable save();
    }

    @Override
    public <T> T run(String name, Work<T> work) {
        lock.lock();
        try {
            List<Runnable> restore = tx.all().stream().map(Rows::save).toList();
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

    @Override
    public <T> T read(String name, Work<T> work) {
        lock.lock();
        try {
            return work.in(tx);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean reachable() {
        return true;
    }
}
