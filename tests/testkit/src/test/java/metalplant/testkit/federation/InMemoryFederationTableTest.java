package metalplant.testkit.federation;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

/** Takes less than a second of the federation's 5 minutes. */
class InMemoryFederationTableTest extends FederationTableContract {
    private final Store store = new InMemoryStore();

    @Override
    protected Store store() {
        return store;
    }
}
