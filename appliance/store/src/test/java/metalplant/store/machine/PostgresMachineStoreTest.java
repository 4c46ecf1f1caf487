package metalplant.store.machine;

import metalplant.core.store.Store;
import metalplant.store.SqlStore;
import metalplant.store.TestPostgres;
import metalplant.testkit.machine.MachineStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class PostgresMachineStoreTest extends MachineStoreContract {
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
