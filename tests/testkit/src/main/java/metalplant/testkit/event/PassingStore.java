package metalplant.testkit.event;

import java.util.Optional;
import metalplant.core.store.Store;

/** Passes everything on, for tests that change one thing. */
class PassingStore implements Store {
    private final Store store;

    PassingStore(Store store) {
        this.store = store;
    }

    @Override
    public <T> T run(String name, Work<T> work) {
        return store.run(name, work);
    }

    @Override
    public <T> T run(String name, Work<Optional<T>> landed, Work<T> work) {
        return store.run(name, landed, work);
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
