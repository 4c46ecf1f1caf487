package metalplant.wire.firmware;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import metalplant.wire.Absent;
import metalplant.wire.Required;

/**
 * Firmware revisions by vendor. The key is capitalised.
 *
 * @param vendorRevisions vendor to boards
 */
public record VendorRevisions(
        @Required @JsonProperty("VendorRevisions") Map<String, BoardRevisions> vendorRevisions) {
    public VendorRevisions {
        vendorRevisions = Absent.toEmpty(vendorRevisions);
    }
}
