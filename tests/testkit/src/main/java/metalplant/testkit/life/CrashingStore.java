package metalplant.testkit.life;

import java.util.Optional;
import metalplant.core.store.Store;

/** A store whose process dies right after its n-th commit: whoever called never learns that it was one. */
public final class CrashingStore implements Store {
    private final Store store;
    private int commitsLeft;

    /** The plant stopped here. */
    public static final class Crash extends RuntimeException {
        Crash() {
            super("the process died");
        }
    }

    public CrashingStore(Store store, int commits) {
        this.store = store;
        this.commitsLeft = commits;
    }

    @Override
    public <T> T run(String name, Work<T> work) {
        requireAlive();
        return afterCommit(store.run(name, work));
    }

    @Override
    public <T> T run(String name, Work<Optional<T>> landed, Work<T> work) {
        requireAlive();
        return afterCommit(store.run(name, landed, work));
    }

    @Override
    public <T> T read(String name, Work<T> work) {
        requireAlive();
        return store.read(name, work);
    }

    @Override
    public boolean reachable() {
        return true;
    }

    private void requireAlive() {
        if (commitsLeft <= 0) {
            throw new Crash();
        }
    }

    private <T> T afterCommit(T value) {
        commitsLeft--;
        requireAlive();
        return value;
    }
}
