package metalplant.wire.switches;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Absent;

/**
 * What a switch runs.
 *
 * @param vendor {@code SONiC} or {@code Cumulus}
 */
public record SwitchOS(@JsonProperty("metal_core_version") String metalCoreVersion, String vendor, String version) {
    public SwitchOS {
        metalCoreVersion = Absent.toText(metalCoreVersion);
        vendor = Absent.toText(vendor);
        version = Absent.toText(version);
    }
}
