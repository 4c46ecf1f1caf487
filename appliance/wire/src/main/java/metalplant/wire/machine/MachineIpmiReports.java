package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all controllers of a partition said.
 *
 * @param reports by machine uuid
 */
public record MachineIpmiReports(
        @JsonProperty("partitionid") @Nullable String partitionId,
        @Nullable Map<String, MachineIpmiReport> reports) {}
