package metalplant.wire.federation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What a plant measured to the others, as it tells them.
 *
 * @param links one for each plant that it knows
 */
public record MeasureResponse(List<Link> links) {
    /**
     * To one plant; times in nanoseconds.
     *
     * @param plant its id
     */
    public record Link(
            String plant,
            int sent,
            int answered,
            @JsonProperty("mediannanos") long medianNanos,
            @JsonProperty("worstnanos") long worstNanos,
            @JsonProperty("jitternanos") long jitterNanos) {}
}
