package metalplant.testkit.peering;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemoryZoneOfPlantsTest extends ZoneOfPlantsContract {
    @Override
    protected Store store() {
        return InMemoryStore.repeating();
    }
}
