package metalplant.testkit.restore;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemoryRestoreTest extends RestoreContract {
    private final Store store = new InMemoryStore();

    @Override
    protected Store store() {
        return store;
    }
}
