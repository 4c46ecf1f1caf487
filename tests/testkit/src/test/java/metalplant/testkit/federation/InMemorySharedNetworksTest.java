package metalplant.testkit.federation;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemorySharedNetworksTest extends SharedNetworksContract {
    @Override
    protected Store store() {
        return new InMemoryStore();
    }
}
