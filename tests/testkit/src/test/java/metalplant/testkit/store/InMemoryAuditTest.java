package metalplant.testkit.store;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemoryAuditTest extends AuditContract {
    private final Store store = InMemoryStore.repeating();

    @Override
    protected Store store() {
        return store;
    }
}
