package metalplant.wire.machine;

import java.util.List;
import metalplant.wire.Absent;

/**
 * Which machines a report created and updated.
 *
 * @param created never null
 * @param updated never null
 */
public record MachineIpmiReportResponse(List<String> created, List<String> updated) {
    public MachineIpmiReportResponse {
        created = Absent.toEmpty(created);
        updated = Absent.toEmpty(updated);
    }
}
