package metalplant.store.moving;

import metalplant.core.store.Store;
import metalplant.store.SqlStore;
import metalplant.store.TestPostgres;
import metalplant.testkit.moving.MoveInContract;
import org.junit.jupiter.api.AfterEach;

class PostgresMoveInTest extends MoveInContract {
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
