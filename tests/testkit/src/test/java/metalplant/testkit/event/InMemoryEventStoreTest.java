package metalplant.testkit.event;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemoryEventStoreTest extends EventStoreContract {
    private final Store store = new InMemoryStore();

    @Override
    protected Store store() {
        return store;
    }
}
