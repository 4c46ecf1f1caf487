package metalplant.bus;

import java.time.Duration;
import metalplant.core.bus.Redelivery;

/**
 * How long things may take.
 *
 * @param connect until nsqd accepts a connection
 * @param answer until it answers: a handshake, a publish, a topic; and until it reads what is written
 * @param heartbeat how often nsqd is asked to give a sign of life, 1 to 60 seconds; after three without one the
 *     connection counts as lost
 * @param retryFirst the wait after the first failed connection; doubles with each further one
 * @param retryLongest the longest wait between two connections
 * @param leave how long the connection of a subscription that ended is still read, to give back what came too late
 * @param redelivery when a message comes again that a handler gave back
 */
public record NsqTimings(
        Duration connect,
        Duration answer,
        Duration heartbeat,
        Duration retryFirst,
        Duration retryLongest,
        Duration leave,
        Redelivery redelivery) {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** What a plant uses. Stands behind the constants that its check needs. */
    public static final NsqTimings DEFAULT = new NsqTimings(
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMillis(50),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Redelivery.DEFAULT);

    public NsqTimings {
        requirePositive(connect);
        requirePositive(answer);
        requirePositive(retryFirst);
        requirePositive(leave);
        if (heartbeat.compareTo(SECOND) < 0 || heartbeat.compareTo(MINUTE) > 0) {
            throw new IllegalArgumentException("nsqd gives a sign of life every 1 to 60 seconds, not " + heartbeat);
        }
        if (retryLongest.compareTo(retryFirst) < 0) {
            throw new IllegalArgumentException("the longest retry is shorter than the first");
        }
    }

    /** The silence after which a connection counts as lost. */
    Duration silence() {
        return heartbeat.multipliedBy(3);
    }

    private static void requirePositive(Duration wait) {
        if (!wait.isPositive()) {
            throw new IllegalArgumentException("a wait of " + wait + " waits for nothing");
        }
    }
}
