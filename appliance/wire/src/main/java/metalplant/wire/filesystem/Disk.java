package metalplant.wire.filesystem;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import metalplant.wire.Absent;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * A disk and its slices.
 *
 * @param device full path
 * @param partitions null when empty
 * @param wipeOnReinstall one true in a layout makes it reinstallable
 */
public record Disk(
        @Required String device,
        @Nullable List<DiskPartition> partitions,
        @Required @JsonProperty("wipeonreinstall") boolean wipeOnReinstall) {
    public Disk {
        device = Absent.toText(device);
        partitions = Absent.whenEmpty(partitions);
    }
}
