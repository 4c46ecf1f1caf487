package metalplant.testkit.ip;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemoryNumberTableTest extends NumberTableContract {
    @Override
    protected Store store() {
        return new InMemoryStore();
    }
}
