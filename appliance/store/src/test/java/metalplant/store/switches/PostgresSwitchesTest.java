package metalplant.store.switches;

import metalplant.core.store.Store;
import metalplant.store.SqlStore;
import metalplant.store.TestPostgres;
import metalplant.testkit.switches.SwitchesContract;
import org.junit.jupiter.api.AfterEach;

class PostgresSwitchesTest extends SwitchesContract {
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
