package metalplant.store.federation;

import metalplant.core.store.Store;
import metalplant.store.SqlStore;
import metalplant.store.TestPostgres;
import metalplant.testkit.federation.FederationTableContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Takes 2 s of the federation's 5 minutes. */
class PostgresFederationTableTest extends FederationTableContract {
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
