package metalplant.server.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;
import metalplant.model.World;

/** A world with two clocks that are moved by hand. */
final class HandWorld implements World {
    private Instant wall;
    private long nanos;

    HandWorld(Instant wall) {
        this.wall = wall;
    }

    void passes(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    void isSetTo(Instant changed) {
        wall = changed;
    }

    @Override
    public Instant now() {
        return wall;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public RandomGenerator random(String use) {
        return RandomGenerator.getDefault();
    }

    @Override
    public UUID newId() {
        return new UUID(0, 1);
    }

    @Override
    public Cancel after(Duration delay, Runnable work) {
        return () -> {};
    }

    @Override
    public void pause(Duration delay) {
        passes(delay);
    }
}
