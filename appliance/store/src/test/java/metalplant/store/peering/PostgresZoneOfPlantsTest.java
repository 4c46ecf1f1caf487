package metalplant.store.peering;

import java.util.ArrayList;
import java.util.List;
import metalplant.core.store.Store;
import metalplant.store.SqlStore;
import metalplant.store.TestPostgres;
import metalplant.testkit.peering.ZoneOfPlantsContract;
import org.junit.jupiter.api.AfterEach;

class PostgresZoneOfPlantsTest extends ZoneOfPlantsContract {
    private final List<SqlStore> stores = new ArrayList<>();

    @AfterEach
    void close() {
        stores.forEach(SqlStore::close);
    }

    @Override
    protected Store store() {
        var store = TestPostgres.store();
        stores.add(store);
        return store;
    }
}
