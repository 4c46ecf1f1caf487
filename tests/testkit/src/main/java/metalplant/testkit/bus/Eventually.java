package metalplant.testkit.bus;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.opentest4j.AssertionFailedError;

/** Waits for a state. The bound is there for the broken case only and is far beyond what a slow machine needs. */
public final class Eventually {
    /** How long a state may take before the test gives up on it. */
    public static final Duration BOUND = Duration.ofSeconds(60);

    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    private Eventually() {}

    /** Returns once {@code state} holds. */
    public static void until(String state, BooleanSupplier holds) {
        var deadline = System.nanoTime() + BOUND.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionFailedError("never came true: " + state);
            }
            pause();
        }
    }

    /** Returns what {@code attempt} gives as soon as it throws no longer. */
    public static <T> T succeeds(String what, Supplier<T> attempt) {
        var deadline = System.nanoTime() + BOUND.toNanos();
        while (true) {
            try {
                return attempt.get();
            } catch (RuntimeException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw new AssertionFailedError("never succeeded: " + what, e);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionFailedError("interrupted while waiting", e);
        }
    }
}
