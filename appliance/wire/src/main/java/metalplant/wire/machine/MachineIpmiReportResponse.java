package metalplant.wire.machine;

import java.util.List;
import metalplant.wire.Absent;
import metalplant.wire.Required;

/**
 * Which machines a report created and updated.
 *
 * @param created never null
 * @param updated never null
 */
public record MachineIpmiReportResponse(
        @Required List<String> created, @Required List<String> updated) {
    public MachineIpmiReportResponse {
        created = Absent.toEmpty(created);
        updated = Absent.toEmpty(updated);
    }
}
