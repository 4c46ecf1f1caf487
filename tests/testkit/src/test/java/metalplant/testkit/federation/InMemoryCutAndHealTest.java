package metalplant.testkit.federation;

import java.util.List;
import java.util.Random;
import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;
import metalplant.testkit.life.CrashingStore;

/** Processes die after some commit and are started again. Takes 8 s of the federation's 5 minutes. */
class InMemoryCutAndHealTest extends CutAndHealContract {
    @Override
    protected Store store(int plant) {
        return new InMemoryStore();
    }

    @Override
    protected List<Long> seeds() {
        return List.of(1L, 2L, 3L);
    }

    @Override
    protected void trouble(TestFederation.Plant plant, Random random) {
        int commits = 1 + random.nextInt(4);
        plant.restart(store -> new CrashingStore(store, commits));
    }

    @Override
    protected void help(TestFederation.Plant plant, Random random) {
        plant.restart(store -> store);
    }
}
