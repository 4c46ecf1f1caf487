package metalplant.wire.size;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * Of which machine to derive constraints.
 */
public record SizeSuggestRequest(
        @Required @JsonProperty("machineID") @Nullable String machineId) {}
