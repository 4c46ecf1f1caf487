package metalplant.wire.machine;

import java.util.List;
import metalplant.wire.Absent;

/**
 * Of which machines a result was kept.
 *
 * @param updated sorted, never null
 */
public record MachineBmcResultsResponse(List<String> updated) {
    public MachineBmcResultsResponse {
        updated = Absent.toEmpty(updated);
    }
}
