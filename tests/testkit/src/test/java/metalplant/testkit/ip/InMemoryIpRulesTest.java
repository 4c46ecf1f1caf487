package metalplant.testkit.ip;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemoryIpRulesTest extends IpRulesContract {
    @Override
    protected Store store() {
        return new InMemoryStore();
    }
}
