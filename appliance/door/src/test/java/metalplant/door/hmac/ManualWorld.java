package metalplant.door.hmac;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;
import metalplant.model.World;

/** A world whose wall clock is moved by hand. */
public final class ManualWorld implements World {
    private Instant now;

    public ManualWorld(Instant now) {
        this.now = now;
    }

    public void advance(Duration step) {
        now = now.plus(step);
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public long nanos() {
        return now.toEpochMilli() * 1_000_000;
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
        advance(delay);
    }
}
