package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Required;

/**
 * What a machine draws, in watts over minutes.
 */
public record PowerMetric(
        @Required @JsonProperty("averageconsumedwatts") float averageConsumedWatts,
        @Required @JsonProperty("intervalinmin") float intervalInMin,
        @Required @JsonProperty("maxconsumedwatts") float maxConsumedWatts,
        @Required @JsonProperty("minconsumedwatts") float minConsumedWatts) {
    /** Refuses what JSON can write and no meter can mean: {@code 1e999}. */
    public PowerMetric {
        if (!Float.isFinite(averageConsumedWatts + intervalInMin)
                || !Float.isFinite(maxConsumedWatts + minConsumedWatts)) {
            throw new IllegalArgumentException("a power metric is out of range");
        }
    }
}
