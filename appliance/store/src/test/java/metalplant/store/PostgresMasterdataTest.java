package metalplant.store;

import metalplant.core.store.Store;
import metalplant.testkit.store.MasterdataContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresMasterdataTest extends MasterdataContract {
    private SqlStore store;

    @BeforeAll
    void open() {
        store = TestPostgres.store();
    }

    @AfterAll
    void close() {
        store.close();
    }

    @Override
    protected Store store() {
        return store;
    }
}
