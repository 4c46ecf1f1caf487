package metalplant.store.ip;

import metalplant.core.store.Store;
import metalplant.store.SqlStore;
import metalplant.store.TestPostgres;
import metalplant.testkit.ip.IpRulesContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class PostgresIpRulesTest extends IpRulesContract {
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
