package metalplant.testkit.ip;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemoryIpTableTest extends IpTableContract {
    @Override
    protected Store store() {
        return new InMemoryStore();
    }
}
