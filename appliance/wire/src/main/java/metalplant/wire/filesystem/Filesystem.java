package metalplant.wire.filesystem;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import metalplant.wire.Absent;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * A filesystem on a device.
 *
 * @param device a device of the layout
 * @param format {@code vfat ext3 ext4 swap tmpfs none}
 * @param path where it is mounted; null is not mounted
 */
public record Filesystem(
        @JsonProperty("createoptions") @Nullable List<String> createOptions,
        @Required String device,
        @Required String format,
        @Nullable String label,
        @JsonProperty("mountoptions") @Nullable List<String> mountOptions,
        @Nullable String path) {
    public Filesystem {
        device = Absent.toText(device);
        format = Absent.toText(format);
    }
}
