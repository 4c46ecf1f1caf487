package metalplant.server.federation;

import static java.lang.System.Logger.Level.WARNING;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import metalplant.core.federation.Notices;
import metalplant.federation.plant.JoinPlan;
import metalplant.model.World;
import metalplant.wire.federation.AlarmResponse;

/** The last things that somebody should look at; the same one again in a row is told once. */
final class Alarms implements Notices {
    private static final System.Logger LOG = System.getLogger(Alarms.class.getName());
    private static final int KEPT_MAX = 100;

    private final World world;
    private final Deque<AlarmResponse> last = new ArrayDeque<>();

    Alarms(World world) {
        this.world = world;
    }

    /** The plan is read from the state, which has it until somebody decides. */
    @Override
    public void plan(JoinPlan plan) {}

    @Override
    public void alarm(String text) {
        boolean known;
        synchronized (last) {
            known = !last.isEmpty() && last.getFirst().text().equals(text);
            if (!known) {
                last.addFirst(new AlarmResponse(world.now(), text));
            }
            if (last.size() > KEPT_MAX) {
                last.removeLast();
            }
        }
        if (!known) {
            LOG.log(WARNING, "federation alarm text={0}", text);
        }
    }

    /** Newest first. */
    List<AlarmResponse> all() {
        synchronized (last) {
            return List.copyOf(last);
        }
    }
}
