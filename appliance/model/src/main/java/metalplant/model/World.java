package metalplant.model;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Everything that would differ between two runs of the same program. */
public interface World {
    /** Wall time in whole milliseconds, the precision in which entities are stored: for people and for records. */
    Instant now();

    /** Monotonic nanoseconds: for timeouts. */
    long nanos();

    /** One stream of chance per use, so that a new draw here shifts nothing there. Safe for many threads. */
    RandomGenerator random(String use);

    /** A new random id. */
    UUID newId();

    /** Runs {@code work} once after {@code delay}; the work must be short and must not block. */
    Cancel after(Duration delay, Runnable work);

    /** Lets the calling thread wait, for back-off between retries. */
    void pause(Duration delay) throws InterruptedException;

    /** Takes back a timer; calling it late or twice does nothing. */
    @FunctionalInterface
    interface Cancel {
        void cancel();
    }
}
