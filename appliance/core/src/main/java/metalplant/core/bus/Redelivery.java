package metalplant.core.bus;

import java.time.Duration;

/**
 * When a message comes again that a handler gave back.
 *
 * @param first the wait before the second attempt; each further one waits longer by as much
 * @param longest the wait never grows beyond this
 */
public record Redelivery(Duration first, Duration longest) {
    public static final Redelivery DEFAULT = new Redelivery(Duration.ofSeconds(1), Duration.ofSeconds(30));

    public Redelivery {
        if (first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("a redelivery needs 0 <= first <= longest");
        }
    }

    /** The wait after the given attempt, the first being 1. */
    public Duration after(int attempts) {
        var wait = first.multipliedBy(Math.max(1, attempts));
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
