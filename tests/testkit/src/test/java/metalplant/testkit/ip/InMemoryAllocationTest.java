package metalplant.testkit.ip;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemoryAllocationTest extends AllocationContract {
    @Override
    protected Store store() {
        return new InMemoryStore();
    }

    @Override
    protected int seeds() {
        return 50;
    }
}
