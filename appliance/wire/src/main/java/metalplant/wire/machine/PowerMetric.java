package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a machine draws, in watts over minutes.
 */
public record PowerMetric(
        @JsonProperty("averageconsumedwatts") float averageConsumedWatts,
        @JsonProperty("intervalinmin") float intervalInMin,
        @JsonProperty("maxconsumedwatts") float maxConsumedWatts,
        @JsonProperty("minconsumedwatts") float minConsumedWatts) {
    /** Refuses what JSON can write and no meter can mean: {@code 1e999}. */
    public PowerMetric {
        if (!Float.isFinite(averageConsumedWatts + intervalInMin)
                || !Float.isFinite(maxConsumedWatts + minConsumedWatts)) {
            throw new IllegalArgumentException("a power metric is out of range");
        }
    }
}
