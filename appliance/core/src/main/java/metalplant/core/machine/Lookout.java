package metalplant.core.machine;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import metalplant.model.Problem;
import metalplant.model.World;

/** Does the same work again and again, never twice at a time. Work that ends in a problem is tried again at the next turn. */
final class Lookout {
    private static final System.Logger LOG = System.getLogger(Lookout.class.getName());

    private final World world;
    private final Executor executor;
    private final Duration every;
    private final String what;
    private final Runnable work;
    private final AtomicBoolean working = new AtomicBoolean();
    private volatile boolean stopped;

    /**
     * @param executor runs the work, which waits for the database
     * @param what is looked for, as the log calls it
     */
    Lookout(World world, Executor executor, Duration every, String what, Runnable work) {
        this.world = world;
        this.executor = executor;
        this.every = every;
        this.what = what;
        this.work = work;
    }

    /** Begins; the first turn comes after one period. */
    void start() {
        world.after(every, () -> {
            if (!stopped) {
                kick();
                start();
            }
        });
    }

    void stop() {
        stopped = true;
    }

    private void kick() {
        if (working.compareAndSet(false, true)) {
            executor.execute(() -> {
                try {
                    work.run();
                } catch (Problem e) {
                    LOG.log(WARNING, "cannot look for {0} because={1}", what, e.getMessage());
                } finally {
                    working.set(false);
                }
            });
        }
    }
}
