package metalplant.store.federation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import metalplant.core.store.Store;
import metalplant.model.SystemWorld;
import metalplant.store.FaultyDataSource;
import metalplant.store.FaultyDataSource.Fault;
import metalplant.store.SqlStore;
import metalplant.store.TestPostgres;
import metalplant.testkit.federation.CutAndHealContract;
import metalplant.testkit.federation.TestFederation;
import org.junit.jupiter.api.AfterEach;

/** Connections are lost, and transactions conflict, before and in commits. Takes 11 s of the federation's 5 minutes. */
class PostgresCutAndHealTest extends CutAndHealContract {
    private static final List<Fault> FAULTS = List.of(
            Fault.NO_CONNECTION,
            Fault.CONFLICT_AT_STATEMENT,
            Fault.DEADLOCK_AT_STATEMENT,
            Fault.LOST_AT_STATEMENT,
            Fault.CONFLICT_AT_COMMIT,
            Fault.LOST_BEFORE_COMMIT,
            Fault.LOST_AFTER_COMMIT,
            Fault.SHUTDOWN_AFTER_COMMIT);

    private final List<SqlStore> stores = new ArrayList<>();
    private final List<FaultyDataSource.Plan> plans = new ArrayList<>();

    @AfterEach
    void close() {
        stores.forEach(SqlStore::close);
    }

    @Override
    protected Store store(int plant) {
        var plan = new FaultyDataSource.Plan();
        var store = TestPostgres.store(new SystemWorld(), real -> new FaultyDataSource(real, plan));
        if (plant == 0) {
            plans.clear();
        }
        plans.add(plan);
        stores.add(store);
        return store;
    }

    @Override
    protected List<Long> seeds() {
        return List.of(1L);
    }

    @Override
    protected void trouble(TestFederation.Plant plant, Random random) {
        for (int i = random.nextInt(24); i >= 0; i--) {
            boolean fails = random.nextInt(3) == 0;
            plans.get(plant.index).add(fails ? FAULTS.get(random.nextInt(FAULTS.size())) : Fault.NONE);
        }
    }

    @Override
    protected void help(TestFederation.Plant plant, Random random) {
        // The runner goes on by itself once the database does.
    }
}
