package metalplant.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import metalplant.model.World;

/** A world in which waiting takes no time. */
final class TestWorld implements World {
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(5);
    private long nanos;
    private long pauses = Long.MAX_VALUE;

    /** Whoever waits more often is stopped. */
    void endAfter(int more) {
        pauses = more;
    }

    /** Time passes. */
    void passed(Duration time) {
        nanos += time.toNanos();
    }

    @Override
    public Instant now() {
        return Instant.parse("2026-11-01T00:00:00Z").plusNanos(nanos);
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public RandomGenerator random(String use) {
        return random;
    }

    @Override
    public UUID newId() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    @Override
    public Cancel after(Duration delay, Runnable work) {
        throw new UnsupportedOperationException("the agent has no timers");
    }

    @Override
    public void pause(Duration delay) throws InterruptedException {
        if (pauses-- == 0) {
            throw new InterruptedException("the world ends here");
        }
        nanos += delay.toNanos();
    }
}
