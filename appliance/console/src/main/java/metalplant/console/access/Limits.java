package metalplant.console.access;

import java.time.Duration;

/**
 * How many may come at once.
 *
 * @param sessions connections, logged in or not
 * @param strangers connections that are not logged in
 * @param strangersPerSource the same of one address
 * @param perSource connections of one address
 * @param failuresPerMinute logins of one address that failed; behind that it is not listened to until the minute is over
 * @param login how long a login may take
 * @param idle after which a session ends in which nothing happens at all
 */
public record Limits(
        int sessions,
        int strangers,
        int strangersPerSource,
        int perSource,
        int failuresPerMinute,
        Duration login,
        Duration idle) {
    public static final Limits DEFAULT = new Limits(512, 64, 24, 256, 30, Duration.ofSeconds(30), Duration.ofHours(12));
}
