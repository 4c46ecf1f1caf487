package metalplant.testkit.event;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemoryEventIntakeTest extends EventIntakeContract {
    private final Store store = new InMemoryStore();

    @Override
    protected Store store() {
        return store;
    }
}
