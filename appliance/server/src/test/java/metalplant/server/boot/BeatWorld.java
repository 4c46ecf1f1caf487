package metalplant.server.boot;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import metalplant.model.SystemWorld;
import metalplant.model.World;

/** The real world, whose certificates are checked against the real clock, with timers that run when the test says so. */
final class BeatWorld implements World {
    private final SystemWorld real = new SystemWorld();
    private List<Runnable> timers = new ArrayList<>();
    private long nanos;

    /** One beat later: runs what is due. */
    void beat() {
        List<Runnable> due;
        synchronized (this) {
            nanos += Duration.ofSeconds(5).toNanos();
            due = timers;
            timers = new ArrayList<>();
        }
        due.forEach(Runnable::run);
    }

    @Override
    public Instant now() {
        return real.now();
    }

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public RandomGenerator random(String use) {
        return real.random(use);
    }

    @Override
    public UUID newId() {
        return real.newId();
    }

    @Override
    public synchronized Cancel after(Duration delay, Runnable work) {
        timers.add(work);
        return () -> cancel(work);
    }

    private synchronized void cancel(Runnable work) {
        timers.remove(work);
    }

    @Override
    public void pause(Duration delay) {
        throw new IllegalStateException("nobody pauses in these tests");
    }
}
