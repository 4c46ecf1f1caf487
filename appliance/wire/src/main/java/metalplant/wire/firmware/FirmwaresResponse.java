package metalplant.wire.firmware;

import java.util.Map;
import metalplant.wire.Absent;

/**
 * Firmware that may be installed.
 *
 * @param revisions kind to vendors
 */
public record FirmwaresResponse(Map<String, VendorRevisions> revisions) {
    public FirmwaresResponse {
        revisions = Absent.toEmpty(revisions);
    }
}
