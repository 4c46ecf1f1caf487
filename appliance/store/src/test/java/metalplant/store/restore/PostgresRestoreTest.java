package metalplant.store.restore;

import metalplant.core.store.Store;
import metalplant.store.SqlStore;
import metalplant.store.TestPostgres;
import metalplant.testkit.restore.RestoreContract;
import org.junit.jupiter.api.AfterEach;

class PostgresRestoreTest extends RestoreContract {
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
