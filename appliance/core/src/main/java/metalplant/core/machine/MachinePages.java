package metalplant.core.machine;

import java.util.function.Consumer;
import metalplant.core.store.Store;
import metalplant.model.machine.MachineQuery;
import metalplant.model.machine.MachineView;

/** Reads many machines, a page in memory and in a transaction at a time. */
final class MachinePages {
    /** Enough that a query costs nothing beside its rows, few enough for many readers at a time. */
    private static final int SIZE = 250;

    private MachinePages() {}

    /**
     * Every match in order of id. The sink may be as slow as a network: no transaction is open while it works. A machine that stays
     * through it all comes exactly once.
     */
    static void each(Store store, MachineQuery query, Consumer<MachineView> sink) {
        var after = "";
        while (true) {
            var from = after;
            var page = store.read("machine-page", tx -> tx.machines().page(query, from, SIZE));
            page.forEach(sink);
            if (page.size() < SIZE) {
                return;
            }
            after = page.getLast().machine().id();
        }
    }
}
