package metalplant.boot.card;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;
import metalplant.model.World;

/** A world in which something happens whenever somebody pauses. */
final class PausingWorld implements World {
    interface Happening {
        void happens() throws IOException;
    }

    private final World inner;
    private final Happening meanwhile;
    private int pauses;

    PausingWorld(World inner, Happening meanwhile) {
        this.inner = inner;
        this.meanwhile = meanwhile;
    }

    int pauses() {
        return pauses;
    }

    @Override
    public void pause(Duration delay) throws InterruptedException {
        pauses++;
        inner.pause(delay);
        try {
            meanwhile.happens();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Instant now() {
        return inner.now();
    }

    @Override
    public long nanos() {
        return inner.nanos();
    }

    @Override
    public RandomGenerator random(String use) {
        return inner.random(use);
    }

    @Override
    public UUID newId() {
        return inner.newId();
    }

    @Override
    public Cancel after(Duration delay, Runnable work) {
        return inner.after(delay, work);
    }
}
