package metalplant.rack.time;

import java.time.Duration;
import java.time.Instant;

/** Runs pieces of work one after the other; whoever only lives on a loop needs no locks. */
public interface Loop {
    /** Wall time: for messages and records. */
    Instant now();

    /** Monotonic nanoseconds: for measuring. */
    long nanos();

    /** Runs {@code work} soon. May be called by any thread. Work that throws is counted and does not stop the loop. */
    void post(Runnable work);

    /** Runs {@code work} once after {@code delay}. */
    Cancel after(Duration delay, Runnable work);

    /** Takes back a timer or an answer that is no longer wanted; calling it late or twice does nothing. */
    @FunctionalInterface
    interface Cancel {
        /** There was nothing to take back. */
        Cancel NOTHING = () -> {};

        void cancel();
    }
}
