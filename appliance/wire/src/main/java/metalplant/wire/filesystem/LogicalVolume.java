package metalplant.wire.filesystem;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Absent;
import metalplant.wire.Required;
import metalplant.wire.Unsigned;

/**
 * An LVM logical volume.
 *
 * @param lvmType {@code linear}, {@code striped} or {@code raid1}
 * @param size in MiB; 0 is the rest and only for the last
 */
public record LogicalVolume(
        @Required @JsonProperty("lvmtype") String lvmType,
        @Required String name,
        @Required long size,
        @Required @JsonProperty("volumegroup") String volumeGroup) {
    public LogicalVolume {
        lvmType = Absent.toText(lvmType);
        name = Absent.toText(name);
        Unsigned.check("size", size);
        volumeGroup = Absent.toText(volumeGroup);
    }
}
