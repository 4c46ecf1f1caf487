package metalplant.core.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.machine.IssueType;
import metalplant.model.machine.MachineIssues;
import metalplant.model.machine.MachineQuery;
import metalplant.model.machine.MachineSummary;
import metalplant.model.machine.MachineView;
import metalplant.model.machine.Role;

/** Reads machines. */
public final class Machines {
    /** Machines read at once: enough that a query costs nothing beside its rows, few enough for many readers at a time. */
    static final int PAGE = 1000;

    private final Store store;
    private final World world;

    public Machines(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    /** @throws Problem ENTITY_NOT_FOUND */
    public MachineView get(String id) {
        return store.read("machine-get", tx -> tx.machines().view(id))
                .orElseThrow(() -> Problem.notFound("machine", id));
    }

    /** A machine that serves as a firewall now; @throws Problem ENTITY_NOT_FOUND for every other one */
    public MachineView firewall(String id) {
        var view = get(id);
        if (view.machine().allocation().filter(a -> a.role() == Role.FIREWALL).isEmpty()) {
            throw Problem.notFound("firewall", id);
        }
        return view;
    }

    /**
     * Every match in order of id, a page in memory at a time. The sink may be as slow as a network: no transaction is open while
     * it works. A machine that stays through it all comes exactly once.
     */
    public void each(MachineQuery query, Consumer<MachineView> sink) {
        var after = "";
        while (true) {
            var from = after;
            var page = store.read("machine-page", tx -> tx.machines().page(query, from, PAGE));
            page.forEach(sink);
            if (page.size() < PAGE) {
                return;
            }
            after = page.getLast().machine().id();
        }
    }

    /** What is wrong with the machines that match, by machine id; machines without issues are absent. */
    public SortedMap<String, List<IssueType>> issues(MachineQuery query, MachineIssues.Filter filter) {
        return MachineIssues.find(summaries(query), filter, world.now());
    }

    /** All matches on one snapshot, in one query, each of them small. */
    List<MachineSummary> summaries(MachineQuery query) {
        return store.read("machine-summaries", tx -> {
            var summaries = new ArrayList<MachineSummary>();
            tx.machines().each(query, view -> summaries.add(MachineSummary.of(view)));
            return summaries;
        });
    }
}
