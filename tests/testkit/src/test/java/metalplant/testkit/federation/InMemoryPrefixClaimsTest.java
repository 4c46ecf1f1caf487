package metalplant.testkit.federation;

import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

class InMemoryPrefixClaimsTest extends PrefixClaimsContract {
    @Override
    protected Store store() {
        return new InMemoryStore();
    }
}
