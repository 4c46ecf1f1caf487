package metalplant.router.exchange;

import java.time.Duration;

/**
 * How long and how much the door waits for one plant, at most.
 *
 * @param connect for a connection
 * @param read for the head of an answer to something that changes nothing
 * @param write for the head of an answer to something that does
 * @param body for the rest of an answer
 * @param outcome how long the owner is asked what became of a request whose answer got lost
 * @param place for one of the {@code concurrent} places
 * @param concurrent requests under way to one plant
 * @param bodyKib of requests under way to one plant, in KiB
 * @param failures in a row after which a plant is left alone
 * @param rest for how long it is left alone
 */
public record Waits(
        Duration connect,
        Duration read,
        Duration write,
        Duration body,
        Duration outcome,
        Duration place,
        int concurrent,
        int bodyKib,
        int failures,
        Duration rest) {
    public static final Waits DEFAULT = new Waits(
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            64,
            32 * 1024,
            5,
            Duration.ofSeconds(2));
}
