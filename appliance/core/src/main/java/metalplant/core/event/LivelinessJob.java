package metalplant.core.event;

import static java.lang.System.Logger.Level.DEBUG;

import java.time.Duration;
import metalplant.core.store.Store;
import metalplant.model.World;

/** Looks who has gone silent; to be run about once a minute. One statement for all machines. */
public final class LivelinessJob {
    /** Longer silence than this is no sign of life. */
    public static final Duration SILENCE_MAX = Duration.ofMinutes(5);

    private static final System.Logger LOG = System.getLogger(LivelinessJob.class.getName());

    private final Store store;
    private final World world;

    public LivelinessJob(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    /** Number of machines whose liveliness changed. */
    public int run() {
        var silentSince = world.now().minus(SILENCE_MAX);
        int changed = store.run("machine-liveliness", tx -> tx.events().refreshLiveliness(silentSince));
        LOG.log(DEBUG, "liveliness evaluated changed={0}", Integer.toString(changed));
        return changed;
    }
}
