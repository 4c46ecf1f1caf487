package metalplant.core.machine;

import java.util.List;
import java.util.SortedMap;
import metalplant.core.store.Store;
import metalplant.model.World;
import metalplant.model.machine.IssueType;
import metalplant.model.machine.MachineIssues;
import metalplant.model.machine.MachineQuery;
import metalplant.model.machine.MachineSummary;

/** Finds what is wrong with machines, among those that match. */
public final class FindIssues {
    private final Store store;
    private final World world;

    public FindIssues(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    /** The issues by machine id; machines without any are absent. */
    public SortedMap<String, List<IssueType>> run(MachineQuery query, MachineIssues.Filter filter) {
        var machines = MachinePages.read(store, query).map(MachineSummary::of).toList();
        return MachineIssues.find(machines, filter, world.now());
    }
}
