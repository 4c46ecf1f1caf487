package metalplant.bus;

import java.time.Duration;
import metalplant.model.World;

/** How long to leave nsqd alone after connections that failed: doubling, with chance, bounded. For one thread. */
final class Retry {
    private static final int DOUBLINGS_MAX = 20;

    private final World world;
    private final NsqTimings timings;
    private int failures;

    Retry(World world, NsqTimings timings) {
        this.world = world;
        this.timings = timings;
    }

    /** A connection stood: the next failure is the first again. */
    void succeeded() {
        failures = 0;
    }

    /** The wait after one more failure: between half and the whole of what its count asks for. */
    Duration failed() {
        var doublings = Math.min(failures++, DOUBLINGS_MAX);
        var full = timings.retryFirst().multipliedBy(1L << doublings);
        var bounded = full.compareTo(timings.retryLongest()) < 0 ? full : timings.retryLongest();
        var half = bounded.toNanos() / 2;
        return Duration.ofNanos(half + world.random("bus-retry").nextLong(half + 1));
    }
}
