package metalplant.testkit.peering;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemoryPeeringTest extends PeeringContract {
    private final Store store = InMemoryStore.repeating();

    @Override
    protected Store store() {
        return store;
    }
}
