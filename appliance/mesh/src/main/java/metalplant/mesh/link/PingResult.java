package metalplant.mesh.link;

import java.time.Duration;

/**
 * A ping that was answered.
 *
 * @param rtt there and back over a connection that was open already
 * @param clockAhead how far the peer's clock is ahead of ours, give or take half of the rtt
 */
public record PingResult(Pong pong, Duration rtt, Duration clockAhead) {}
