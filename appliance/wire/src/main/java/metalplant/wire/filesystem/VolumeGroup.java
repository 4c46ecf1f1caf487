package metalplant.wire.filesystem;

import java.util.List;
import metalplant.wire.Absent;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * An LVM volume group.
 */
public record VolumeGroup(
        @Nullable List<String> devices,
        @Required String name,
        @Nullable List<String> tags) {
    public VolumeGroup {
        name = Absent.toText(name);
    }
}
