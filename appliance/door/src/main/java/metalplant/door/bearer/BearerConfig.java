package metalplant.door.bearer;

import java.time.Duration;

/**
 * Bounds of what is believed.
 *
 * @param offlineMax how old an issuer's keys may be while it does not answer
 * @param skew how far the clocks of issuers and this plant may differ
 * @param refreshEvery rest between two looks at an issuer's keys
 * @param refreshRest between two looks that tokens with an unknown key may cause
 * @param patience how long a request with an unknown key waits for such a look
 */
public record BearerConfig(
        Duration offlineMax, Duration skew, Duration refreshEvery, Duration refreshRest, Duration patience) {
    private static final Duration OFFLINE_MAX = Duration.ofDays(365);
    private static final Duration SKEW_MAX = Duration.ofMinutes(5);

    /** A week of keys, half a minute of clocks. */
    public static final BearerConfig DEFAULT = new BearerConfig(
            Duration.ofDays(7),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2));

    public BearerConfig {
        require(
                !offlineMax.isNegative() && offlineMax.compareTo(OFFLINE_MAX) <= 0,
                "keys of an issuer are kept for at most 365 days");
        require(
                !skew.isNegative() && skew.compareTo(SKEW_MAX) <= 0,
                "clocks of issuers may differ by at most 5 minutes");
    }

    /** How old keys may be at all; while an issuer answers they are looked at more often than that. */
    Duration keysMax() {
        var twoLooks = refreshEvery.multipliedBy(2);
        return offlineMax.compareTo(twoLooks) > 0 ? offlineMax : twoLooks;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
