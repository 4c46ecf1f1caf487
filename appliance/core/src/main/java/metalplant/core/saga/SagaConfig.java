package metalplant.core.saga;

import java.time.Duration;

/**
 * How patient the engine is.
 *
 * @param lookEvery how often it looks for due sagas
 * @param lease how long a node that fell silent keeps a saga; longer than any step
 * @param firstPause after the first failure of a step; doubles with each further one
 * @param longestPause between two tries
 * @param triesMax failures of one step before the saga is taken back
 * @param batch sagas taken at once
 */
public record SagaConfig(
        Duration lookEvery, Duration lease, Duration firstPause, Duration longestPause, int triesMax, int batch) {
    public static final SagaConfig DEFAULT = new SagaConfig(
            Duration.ofSeconds(2), Duration.ofMinutes(2), Duration.ofSeconds(1), Duration.ofMinutes(10), 8, 64);

    Duration pauseAfter(int failures) {
        var pause = firstPause.multipliedBy(1L << Math.min(failures - 1, 20));
        return pause.compareTo(longestPause) > 0 ? longestPause : pause;
    }
}
