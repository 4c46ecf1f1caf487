package metalplant.testkit.federation;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemorySharedMasterdataTest extends SharedMasterdataContract {
    @Override
    protected Store store() {
        return new InMemoryStore();
    }
}
