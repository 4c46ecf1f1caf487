package metalplant.testkit.federation;

import java.util.List;
import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;

/** Takes 2 s of the federation's 5 minutes. */
class InMemorySharedBlocksTest extends SharedBlocksContract {
    @Override
    protected Store store() {
        return new InMemoryStore();
    }

    @Override
    protected List<Long> seeds() {
        return List.of(1L, 2L, 3L, 4L, 5L);
    }
}
