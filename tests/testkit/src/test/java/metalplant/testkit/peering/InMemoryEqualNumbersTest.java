package metalplant.testkit.peering;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemoryEqualNumbersTest extends EqualNumbersContract {
    private final Store store = InMemoryStore.repeating();

    @Override
    protected Store store() {
        return store;
    }
}
