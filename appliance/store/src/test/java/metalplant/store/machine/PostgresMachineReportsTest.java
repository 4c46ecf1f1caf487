package metalplant.store.machine;

import metalplant.core.store.Store;
import metalplant.store.SqlStore;
import metalplant.store.TestPostgres;
import metalplant.testkit.machine.MachineReportsContract;
import org.junit.jupiter.api.AfterEach;

class PostgresMachineReportsTest extends MachineReportsContract {
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
