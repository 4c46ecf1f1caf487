package metalplant.testkit.network;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemoryNetworkTableTest extends NetworkTableContract {
    @Override
    protected Store store() {
        return new InMemoryStore();
    }
}
