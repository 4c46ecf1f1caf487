package metalplant.store.switches;

import metalplant.core.store.Store;
import metalplant.store.SqlStore;
import metalplant.store.TestPostgres;
import metalplant.testkit.switches.SwitchStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class PostgresSwitchStoreTest extends SwitchStoreContract {
    private SqlStore store;

    @BeforeEach
    void open() {
        store = TestPostgres.store();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected Store store() {
        return store;
    }
}
