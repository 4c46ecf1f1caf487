package metalplant.server.federation;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The same work again and again, on a thread of its own that ends when it is closed and never by itself: whatever a round throws is
 * told, and the next one comes. An {@link Error} too, since what runs out of memory or threads once may have them a moment later.
 */
final class Rounds implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Rounds.class.getName());

    private final String name;
    private final Duration every;
    private final Runnable round;
    private final AtomicBoolean started = new AtomicBoolean();
    private final Semaphore stop = new Semaphore(0);

    /**
     * @param name of the work, for the log
     * @param every how long to rest between two rounds
     */
    Rounds(String name, Duration every, Runnable round) {
        this.name = name;
        this.every = every;
        this.round = round;
    }

    /** Begins; twice is once. */
    void start() {
        if (started.compareAndSet(false, true)) {
            Thread.ofVirtual().name(name).start(this::run);
        }
    }

    private void run() {
        try {
            do {
                roundThatMayFail();
            } while (!stop.tryAcquire(every.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            // Nobody waits for this thread.
        }
    }

    private void roundThatMayFail() {
        try {
            round.run();
        } catch (RuntimeException | Error e) {
            LOG.log(WARNING, "round failed, the next one comes work=" + name, e);
        }
    }

    @Override
    public void close() {
        stop.release();
    }
}
