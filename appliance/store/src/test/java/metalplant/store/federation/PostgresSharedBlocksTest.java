package metalplant.store.federation;

import java.util.ArrayList;
import java.util.List;
import metalplant.core.store.Store;
import metalplant.store.SqlStore;
import metalplant.store.TestPostgres;
import metalplant.testkit.federation.SharedBlocksContract;
import org.junit.jupiter.api.AfterEach;

/** Takes 4 s of the federation's 5 minutes. */
class PostgresSharedBlocksTest extends SharedBlocksContract {
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

    @Override
    protected List<Long> seeds() {
        return List.of(11L, 12L);
    }
}
