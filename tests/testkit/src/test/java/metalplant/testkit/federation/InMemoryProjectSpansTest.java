package metalplant.testkit.federation;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemoryProjectSpansTest extends ProjectSpansContract {
    @Override
    protected Store store() {
        return new InMemoryStore();
    }
}
