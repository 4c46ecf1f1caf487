package metalplant.model;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** The real clock, the real chance. The only place in the appliance that asks the system for either. */
public final class SystemWorld implements World {
    private final ScheduledThreadPoolExecutor timers = timers();
    private final Map<String, RandomGenerator> streams = new ConcurrentHashMap<>();

    private static ScheduledThreadPoolExecutor timers() {
        var executor = new ScheduledThreadPoolExecutor(1, work -> {
            var thread = new Thread(work, "timers");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    @Override
    public Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public RandomGenerator random(String use) {
        return streams.computeIfAbsent(
                use, _ -> (RandomGenerator) () -> ThreadLocalRandom.current().nextLong());
    }

    @Override
    public UUID newId() {
        return UUID.randomUUID();
    }

    @Override
    public Cancel after(Duration delay, Runnable work) {
        var timer = timers.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> timer.cancel(false);
    }

    @Override
    public void pause(Duration delay) throws InterruptedException {
        Thread.sleep(delay);
    }
}
