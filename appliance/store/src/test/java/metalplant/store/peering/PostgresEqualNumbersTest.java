package metalplant.store.peering;

import metalplant.core.store.Store;
import metalplant.store.SqlStore;
import metalplant.store.TestPostgres;
import metalplant.testkit.peering.EqualNumbersContract;
import org.junit.jupiter.api.AfterEach;

class PostgresEqualNumbersTest extends EqualNumbersContract {
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
