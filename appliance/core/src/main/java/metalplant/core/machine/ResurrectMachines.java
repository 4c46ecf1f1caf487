package metalplant.core.machine;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.event.Liveliness;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineQuery;
import metalplant.model.machine.MachineView;

/**
 * Frees machines once more that nobody uses and that fell silent, or that still run their last user's system.
 *
 * @see "metal-api-rest.md 4.3"
 */
public final class ResurrectMachines {
    private static final System.Logger LOG = System.getLogger(ResurrectMachines.class.getName());
    private static final Duration LOOK = Duration.ofMinutes(10);
    private static final Duration DEAD_FOR = Duration.ofHours(1);
    private static final int MACHINES_MAX = 200;

    private final Store store;
    private final World world;
    private final FreeMachine free;
    private final Lookout lookout;

    public ResurrectMachines(Store store, World world, FreeMachine free, Executor executor) {
        this.store = store;
        this.world = world;
        this.free = free;
        this.lookout = new Lookout(world, executor, LOOK, "dead machines", this::run);
    }

    /** Begins to look by itself. */
    public void start() {
        lookout.start();
    }

    public void stop() {
        lookout.stop();
    }

    /** Looks at every machine once; answers which it freed. */
    public List<String> run() {
        var freed = new ArrayList<String>();
        for (var id : lost()) {
            try {
                free.run(id, "resurrected: nothing was heard of it");
                freed.add(id);
            } catch (Problem e) {
                LOG.log(WARNING, "cannot resurrect machine={0} because={1}", id, e.getMessage());
            }
        }
        if (!freed.isEmpty()) {
            LOG.log(INFO, "resurrected machines={0}", Integer.toString(freed.size()));
        }
        return freed;
    }

    private List<String> lost() {
        var silentSince = world.now().minus(DEAD_FOR);
        return MachinePages.read(store, MachineQuery.ALL)
                .filter(view -> isLost(view, silentSince))
                .map(view -> view.machine().id())
                .limit(MACHINES_MAX)
                .toList();
    }

    private static boolean isLost(MachineView view, Instant silentSince) {
        return isFree(view.machine())
                && view.events()
                        .filter(events -> events.failedReclaim() || isDead(events, silentSince))
                        .isPresent();
    }

    /** A reclaim that is under way has its own reconciler; a machine in doubt may be somebody's by now. */
    private static boolean isFree(Machine machine) {
        return machine.allocation().isEmpty()
                && !machine.locked()
                && !machine.reclaimPending()
                && !machine.unconfirmed();
    }

    private static boolean isDead(ProvisioningEvents events, Instant silentSince) {
        return events.liveliness() == Liveliness.DEAD
                && events.lastEventTime()
                        .filter(time -> time.isBefore(silentSince))
                        .isPresent();
    }
}
