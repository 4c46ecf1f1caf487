package metalplant.store.event;

import metalplant.core.store.Store;
import metalplant.store.SqlStore;
import metalplant.store.TestPostgres;
import metalplant.testkit.event.EventIntakeContract;
import org.junit.jupiter.api.AfterEach;

class PostgresEventIntakeTest extends EventIntakeContract {
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
