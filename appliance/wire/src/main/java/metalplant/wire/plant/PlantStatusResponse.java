package metalplant.wire.plant;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a plant's box is.
 *
 * @param state starting, waiting (a step failed and is tried again), ready or resetting
 * @param partition "" as long as no plan was accepted
 * @param step what is being done; null when ready
 * @param waitsFor what that step waits for
 * @param since when it began
 * @param waitedSeconds for how long, by a clock that nobody sets
 * @param usualSeconds how long it usually takes
 * @param problem why it failed the last time
 * @param ready when the plant was ready last
 * @param identity tpm or file, and null before it is made: where the proof lies that this is the box
 * @param plant id of the plant
 * @param panel how to use the plant, for people; null before it is ready
 */
public record PlantStatusResponse(
        String state,
        String version,
        String region,
        String zone,
        String partition,
        @Nullable String step,
        @JsonProperty("waitsfor") @Nullable String waitsFor,
        @Nullable Instant since,
        @JsonProperty("waitedseconds") @Nullable Long waitedSeconds,
        @JsonProperty("usualseconds") @Nullable Long usualSeconds,
        @Nullable String problem,
        @Nullable Instant ready,
        @Nullable String identity,
        @Nullable String plant,
        List<PlantStepResponse> steps,
        List<String> warnings,
        @Nullable String panel) {}
