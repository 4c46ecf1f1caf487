package metalplant.core.store;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets transactions of this process that are known to write the same rows go one after the other, instead of conflicting in the
 * database again and again: the 32 servers of a rack that register at once all write the same two switches. Only a courtesy; the
 * database stays the judge, and who waits too long goes without.
 */
public final class Lanes {
    private static final int LANES = 256;
    private static final long PATIENCE_SECONDS = 3;

    private final ReentrantLock[] locks = new ReentrantLock[LANES];

    public Lanes() {
        for (int i = 0; i < LANES; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /** Runs {@code work} in the lane of {@code key}. Must not be called from within another lane. */
    public <T> T in(String key, Supplier<T> work) {
        var lock = locks[Math.floorMod(key.hashCode(), LANES)];
        boolean mine = acquire(lock);
        try {
            return work.get();
        } finally {
            if (mine) {
                lock.unlock();
            }
        }
    }

    private static boolean acquire(ReentrantLock lock) {
        try {
            return lock.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
