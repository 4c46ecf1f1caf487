package metalplant.wire.size;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Of which machine to derive constraints.
 */
public record SizeSuggestRequest(
        @JsonProperty("machineID") @Nullable String machineId) {}
