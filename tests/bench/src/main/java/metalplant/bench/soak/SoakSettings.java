package metalplant.bench.soak;

import java.time.Duration;

/**
 * How large and how long.
 *
 * @param machines that wait or are allocated; at least one per project
 * @param projects each with a private network, a machine and its share of the addresses
 * @param addresses taken before the clients begin, at least one per project
 * @param clients each a thread with connections of its own
 * @param duration from the first call to the last
 * @param pause between two calls of a client, on average
 */
public record SoakSettings(int machines, int projects, int addresses, int clients, Duration duration, Duration pause) {
    public SoakSettings {
        if (projects < clients || machines < 2 * projects || addresses < projects) {
            throw new IllegalArgumentException(
                    "a soak needs a project per client, an address per project, and two machines per project");
        }
        if (clients < 1 || duration.compareTo(Duration.ofSeconds(10)) < 0) {
            throw new IllegalArgumentException("a soak needs a client, and ten seconds");
        }
    }
}
