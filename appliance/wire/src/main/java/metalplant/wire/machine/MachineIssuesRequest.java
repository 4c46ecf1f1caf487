package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * Which issues to look for and in which machines. On the wire the fields of the search stand beside the others.
 *
 * @param machines never null
 * @param lastErrorThreshold nanoseconds; null and 0 are 7 days
 * @param omit wins over only
 * @param only issue ids
 * @param severity the lowest; null and "" are minor
 */
public record MachineIssuesRequest(
        @JsonUnwrapped MachineFindRequest machines,

        @Required @JsonProperty("last_error_threshold") @Nullable
        Long lastErrorThreshold,

        @Required @Nullable List<String> omit,
        @Required @Nullable List<String> only,
        @Required @Nullable String severity) {}
