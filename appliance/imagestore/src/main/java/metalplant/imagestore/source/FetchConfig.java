package metalplant.imagestore.source;

import java.time.Duration;

/**
 * How images are fetched.
 *
 * @param streams chunks that come at the same time: one alone is slow where packets get lost
 * @param patience without a byte from the source before the fetch ends, to be gone on with later
 * @param pauseFirst before a chunk is tried again
 * @param pauseLast at most
 */
public record FetchConfig(int streams, Duration patience, Duration pauseFirst, Duration pauseLast) {
    public static final FetchConfig DEFAULT =
            new FetchConfig(6, Duration.ofMinutes(2), Duration.ofMillis(500), Duration.ofSeconds(10));

    public FetchConfig {
        if (streams < 1 || streams > 32) {
            throw new IllegalArgumentException("an image comes in 1 to 32 streams");
        }
    }
}
