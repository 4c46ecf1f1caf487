package metalplant.testkit.store;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemoryPeerRequestTest extends PeerRequestContract {
    private final Store store = new InMemoryStore();

    @Override
    protected Store store() {
        return store;
    }
}
