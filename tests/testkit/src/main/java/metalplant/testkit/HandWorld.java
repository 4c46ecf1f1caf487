package metalplant.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;
import metalplant.model.World;

/** A world with two clocks that are moved by hand, and apart if need be; without timers, chance and ids that differ. */
public final class HandWorld implements World {
    private Instant wall;
    private long nanos;

    public HandWorld(Instant wall) {
        this.wall = wall;
    }

    /** Both clocks go on. */
    public void passes(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    /** The wall clock alone is set. */
    public void isSetTo(Instant changed) {
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
