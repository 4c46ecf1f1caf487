package metalplant.testkit.federation;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemoryFederationTest extends FederationContract {
    @Override
    protected Store store() {
        return InMemoryStore.repeating();
    }
}
