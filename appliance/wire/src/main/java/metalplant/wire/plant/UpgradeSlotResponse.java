package metalplant.wire.plant;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A version that the boot loader of a box may start.
 *
 * @param slot root-a or root-b
 * @param hash the first digits of its root hash
 * @param triesLeft starts that it has left to be ready; null if it was good once and nobody counts
 * @param triesDone starts so far, while they are counted
 */
public record UpgradeSlotResponse(
        String slot,
        String version,
        String hash,
        boolean running,
        boolean trial,
        @JsonProperty("triesleft") @Nullable Integer triesLeft,
        @JsonProperty("triesdone") int triesDone) {}
