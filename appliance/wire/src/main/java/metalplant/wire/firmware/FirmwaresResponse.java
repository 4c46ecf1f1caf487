package metalplant.wire.firmware;

import java.util.Map;
import metalplant.wire.Absent;
import metalplant.wire.Required;

/**
 * Firmware that may be installed.
 *
 * @param revisions kind to vendors
 */
public record FirmwaresResponse(@Required Map<String, VendorRevisions> revisions) {
    public FirmwaresResponse {
        revisions = Absent.toEmpty(revisions);
    }
}
