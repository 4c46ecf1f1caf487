package metalplant.testkit.network;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemoryNetworkRulesTest extends NetworkRulesContract {
    @Override
    protected Store store() {
        return new InMemoryStore();
    }
}
