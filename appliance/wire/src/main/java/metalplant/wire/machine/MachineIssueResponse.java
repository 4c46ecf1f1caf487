package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import metalplant.wire.Absent;
import metalplant.wire.Required;

/**
 * The issues a machine has.
 *
 * @param issues issue ids in the order of the catalogue
 */
public record MachineIssueResponse(
        @Required List<String> issues,
        @Required @JsonProperty("machineid") String machineId) {
    public MachineIssueResponse {
        issues = Absent.toEmpty(issues);
    }
}
