package metalplant.core.machine;

import java.util.stream.Stream;
import metalplant.core.store.Page;
import metalplant.core.store.Pages;
import metalplant.core.store.Store;
import metalplant.model.machine.MachineQuery;
import metalplant.model.machine.MachineView;

/** Reads many machines as {@link Pages} does. */
final class MachinePages {
    /** A machine is large, with its hardware and its events. */
    private static final int SIZE = 250;

    private MachinePages() {}

    /** Every match in order of id. */
    static Stream<MachineView> read(Store store, MachineQuery query) {
        return Pages.read(
                store,
                "machine-page",
                "",
                (tx, after) -> Page.of(
                        tx.machines().page(query, after, SIZE),
                        SIZE,
                        view -> view.machine().id()));
    }
}
