package metalplant.imagestore.keep;

import java.time.Duration;

/**
 * How much is kept of what nobody needs any more, and how much is fetched.
 *
 * @param perNameMin the newest of each operating system that stay when room is needed
 * @param perNameMax the newest of each that are fetched and kept
 * @param grace how long an image stays behind its expiry, and one that no entity names behind its coming
 */
public record KeepConfig(int perNameMin, int perNameMax, Duration grace) {
    public static final KeepConfig DEFAULT = new KeepConfig(3, 10, Duration.ofDays(7));

    public KeepConfig {
        if (perNameMin < 0 || perNameMax < 1 || perNameMin > perNameMax || grace.isNegative()) {
            throw new IllegalArgumentException("of each name 0 or more are kept at least, and not fewer at most");
        }
    }
}
