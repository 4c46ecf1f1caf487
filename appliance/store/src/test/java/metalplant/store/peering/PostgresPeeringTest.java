package metalplant.store.peering;

import metalplant.core.store.Store;
import metalplant.store.SqlStore;
import metalplant.store.TestPostgres;
import metalplant.testkit.peering.PeeringContract;
import org.junit.jupiter.api.AfterEach;

class PostgresPeeringTest extends PeeringContract {
    private final SqlStore store = TestPostgres.store();

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected Store store() {
        return store;
    }
}
