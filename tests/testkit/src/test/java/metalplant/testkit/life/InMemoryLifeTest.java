package metalplant.testkit.life;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemoryLifeTest extends LifeContract {
    private final Store store = new InMemoryStore();

    @Override
    protected Store store() {
        return store;
    }
}
