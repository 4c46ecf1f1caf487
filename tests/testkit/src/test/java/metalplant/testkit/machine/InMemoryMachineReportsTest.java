package metalplant.testkit.machine;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemoryMachineReportsTest extends MachineReportsContract {
    private final Store store = new InMemoryStore();

    @Override
    protected Store store() {
        return store;
    }
}
