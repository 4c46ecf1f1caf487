package metalplant.mesh.link;

import java.time.Duration;

/**
 * Bounds of the links. A satellite takes 0.6 s there and back: a new connection with TLS and one request is three of those.
 *
 * @param queueMax messages that wait for one peer
 * @param queueBytesMax bytes of them
 * @param staleAfter a message that waited longer is not sent: whoever wanted it has asked again
 * @param answerWithin of one request, from the first byte to the last
 * @param backoffMax longest pause between two tries of a link that is down
 */
public record LinkConfig(
        int queueMax,
        int queueBytesMax,
        Duration staleAfter,
        Duration connectWithin,
        Duration answerWithin,
        Duration backoffMin,
        Duration backoffMax) {
    public static final LinkConfig DEFAULT = new LinkConfig(
            256,
            4 * 1024 * 1024,
            Duration.ofSeconds(30),
            Duration.ofSeconds(6),
            Duration.ofSeconds(15),
            Duration.ofMillis(200),
            Duration.ofSeconds(5));
}
