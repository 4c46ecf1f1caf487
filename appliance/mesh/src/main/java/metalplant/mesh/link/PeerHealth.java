package metalplant.mesh.link;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a peer is doing, for people.
 *
 * @param lastContact when it last answered or spoke
 * @param rtt of the last ping
 * @param bytesOut of bodies, without TLS and headers
 * @param dropped messages that were not sent: queue full, too old, link down
 * @param failuresInARow of the link; 0 = it works
 * @param lastRefusal what the peer said when it last refused something, or why the link last failed
 */
public record PeerHealth(
        Optional<Instant> lastContact,
        Optional<Duration> rtt,
        long bytesOut,
        long bytesIn,
        long messagesOut,
        long messagesIn,
        long dropped,
        long failuresInARow,
        Optional<String> lastRefusal) {}
