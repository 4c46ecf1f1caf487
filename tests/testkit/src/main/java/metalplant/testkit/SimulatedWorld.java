package metalplant.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import metalplant.model.World;

/**
 * A world whose clock stands until {@link #advance} moves it, and whose chance comes from a seed. Timers run on the thread that
 * moves the clock, in the order of their time and then of their making.
 */
public final class SimulatedWorld implements World {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final long seed;
    private final Map<String, RandomGenerator> streams = new HashMap<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparing(Timer::at).thenComparing(Timer::number));
    private Instant now = START;
    private long made;

    private record Timer(Instant at, long number, Runnable work) {}

    private SimulatedWorld(long seed) {
        this.seed = seed;
    }

    public static SimulatedWorld seeded(long seed) {
        return new SimulatedWorld(seed);
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized long nanos() {
        return Duration.between(START, now).toNanos();
    }

    @Override
    public synchronized RandomGenerator random(String use) {
        return streams.computeIfAbsent(use, name -> {
            var random = new Random(seed * 31 + name.hashCode());
            return (RandomGenerator) () -> nextLong(random);
        });
    }

    private static long nextLong(Random random) {
        synchronized (random) {
            return random.nextLong();
        }
    }

    @Override
    public UUID newId() {
        var random = random("ids");
        long high = random.nextLong() & ~0xf000L | 0x4000L;
        long low = random.nextLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
        return new UUID(high, low);
    }

    @Override
    public synchronized Cancel after(Duration delay, Runnable work) {
        var timer = new Timer(now.plus(delay), made++, work);
        timers.add(timer);
        return () -> cancel(timer);
    }

    private synchronized void cancel(Timer timer) {
        timers.remove(timer);
    }

    /** Moves the clock; the other timers keep waiting for {@link #advance}. */
    @Override
    public synchronized void pause(Duration delay) {
        now = now.plus(delay);
    }

    /** Moves the clock by {@code step} and runs every timer that comes due on the way, also those that timers set. */
    public void advance(Duration step) {
        var end = now().plus(step);
        for (var due = next(end); due.isPresent(); due = next(end)) {
            due.get().work().run();
        }
        jump(end);
    }

    private synchronized Optional<Timer> next(Instant end) {
        var first = timers.peek();
        if (first == null || first.at().isAfter(end)) {
            return Optional.empty();
        }
        timers.remove();
        if (first.at().isAfter(now)) {
            now = first.at();
        }
        return Optional.of(first);
    }

    private synchronized void jump(Instant end) {
        if (end.isAfter(now)) {
            now = end;
        }
    }
}
