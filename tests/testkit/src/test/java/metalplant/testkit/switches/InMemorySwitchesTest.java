package metalplant.testkit.switches;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemorySwitchesTest extends SwitchesContract {
    private final Store store = new InMemoryStore();

    @Override
    protected Store store() {
        return store;
    }
}
