package metalplant.wire.plant;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step of first boot.
 *
 * @param state open, running, waiting or done, in this boot
 * @param attempts in all boots
 * @param done when it was done last, in this boot or an earlier one
 * @param tookMillis how long it took then
 */
public record PlantStepResponse(
        String name,
        String state,
        int attempts,
        @Nullable Instant began,
        @Nullable Instant done,
        @JsonProperty("tookmillis") long tookMillis,
        @JsonProperty("usualseconds") long usualSeconds,
        @Nullable String problem) {}
