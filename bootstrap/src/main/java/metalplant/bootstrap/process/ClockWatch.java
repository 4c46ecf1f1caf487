package metalplant.bootstrap.process;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import metalplant.model.World;

/**
 * Notices that the wall clock was set back, by the clock that only goes on. A clock that is slowed down until it is right, as time
 * services do for small errors, never goes back and is not noticed.
 */
public final class ClockWatch implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private final World world;
    private final Consumer<Duration> setBack;
    private Instant wall;
    private long nanos;
    private boolean closed;
    private World.Cancel next = () -> {};

    private ClockWatch(World world, Consumer<Duration> setBack) {
        this.world = world;
        this.setBack = setBack;
        this.wall = world.now();
        this.nanos = world.nanos();
    }

    /** @param setBack told by how much, each time, on a thread of its own */
    public static ClockWatch start(World world, Consumer<Duration> setBack) {
        var watch = new ClockWatch(world, setBack);
        watch.lookLater();
        return watch;
    }

    private synchronized void lookLater() {
        if (!closed) {
            next = world.after(
                    LOOK_EVERY,
                    () -> Thread.ofVirtual().name("clock-watch").start(() -> {
                        try {
                            look();
                        } finally {
                            lookLater();
                        }
                    }));
        }
    }

    private void look() {
        var expected = wall.plusNanos(world.nanos() - nanos);
        var missing = Duration.between(world.now(), expected);
        wall = world.now();
        nanos = world.nanos();
        if (missing.compareTo(TOLERANCE) > 0) {
            setBack.accept(missing);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        next.cancel();
    }
}
