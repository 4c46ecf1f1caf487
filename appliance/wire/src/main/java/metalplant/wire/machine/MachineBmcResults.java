package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends of commands of one partition, in the order in which they happened. metal-api has no such call.
 *
 * @param results at most 1000
 */
public record MachineBmcResults(
        @JsonProperty("partitionid") @Nullable String partitionId,
        @Nullable List<MachineBmcResult> results) {}
