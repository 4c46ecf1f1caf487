package metalplant.testkit.federation;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

/** Takes 14 s of the federation's 5 minutes, most of it the crashes. */
class InMemoryFederationTest extends FederationContract {
    @Override
    protected Store store() {
        return InMemoryStore.repeating();
    }
}
