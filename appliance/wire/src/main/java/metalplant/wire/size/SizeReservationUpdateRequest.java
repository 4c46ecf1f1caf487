package metalplant.wire.size;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a reservation; null leaves a value as it is.
 *
 * @param labels null leaves, empty clears
 * @param partitionIds null and empty leave
 */
public record SizeReservationUpdateRequest(
        @Required @Nullable String id,
        @Nullable String name,
        @Nullable String description,
        @Required @Nullable Integer amount,
        @Nullable Map<String, String> labels,
        @Required @JsonProperty("partitionids") @Nullable List<String> partitionIds) {}
