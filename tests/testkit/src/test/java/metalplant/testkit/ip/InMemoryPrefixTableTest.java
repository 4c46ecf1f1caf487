package metalplant.testkit.ip;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemoryPrefixTableTest extends PrefixTableContract {
    @Override
    protected Store store() {
        return new InMemoryStore();
    }
}
