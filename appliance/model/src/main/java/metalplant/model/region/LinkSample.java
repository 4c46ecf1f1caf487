package metalplant.model.region;

import java.time.Duration;
import java.util.List;

/**
 * What a few echoes between two plants showed.
 *
 * @param sent how many went out
 * @param answered how many came back in time
 * @param median round trip; zero if none came back
 * @param worst round trip
 * @param jitter mean difference between one round trip and the next
 */
public record LinkSample(int sent, int answered, Duration median, Duration worst, Duration jitter) {
    /** Nothing was measured. */
    public static final LinkSample NOTHING = new LinkSample(0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** @param trips in the order in which they were made, without those that were lost */
    public static LinkSample of(int sent, List<Duration> trips) {
        if (trips.isEmpty()) {
            return new LinkSample(sent, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO);
        }
        var sorted = trips.stream().sorted().toList();
        long differences = 0;
        for (int i = 1; i < trips.size(); i++) {
            differences += trips.get(i).minus(trips.get(i - 1)).abs().toNanos();
        }
        long pairs = Math.max(1, trips.size() - 1);
        return new LinkSample(
                sent,
                trips.size(),
                sorted.get((sorted.size() - 1) / 2),
                sorted.getLast(),
                Duration.ofNanos(differences / pairs));
    }

    /** Share of echoes that did not come back, 0 to 1. */
    public double loss() {
        return sent == 0 ? 1 : 1 - (double) answered / sent;
    }
}
