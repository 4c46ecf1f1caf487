package metalplant.mesh.pairing;

import java.time.Duration;

/**
 * Bounds of a pairing door.
 *
 * @param codeLife of a short code
 * @param session all that is said on one connection; over a satellite it takes some 4 s
 * @param hello until the first frame
 * @param perMinute connections in a minute
 * @param perMinuteFromOne of them from one address
 * @param atOnce connections at one time
 */
public record PairingConfig(
        Duration codeLife, Duration session, Duration hello, int perMinute, int perMinuteFromOne, int atOnce) {
    public static final PairingConfig DEFAULT =
            new PairingConfig(Duration.ofMinutes(15), Duration.ofSeconds(30), Duration.ofSeconds(5), 60, 12, 8);
}
