package metalplant.testkit.moving;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemoryMoveInTest extends MoveInContract {
    private final Store store = new InMemoryStore();

    @Override
    protected Store store() {
        return store;
    }
}
