package metalplant.wire.filesystem;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Required;
import metalplant.wire.Unsigned;
import org.jspecify.annotations.Nullable;

/**
 * A slice of a disk.
 *
 * @param gptType {@code ef00 8300 fd00 8e00} or null
 * @param number unique on its disk, 0 to 255
 * @param size in MiB; 0 is the rest and only for the last
 */
public record DiskPartition(
        @Required @JsonProperty("gpttype") @Nullable String gptType,
        @Nullable String label,
        @Required int number,
        @Required long size) {
    public DiskPartition {
        Unsigned.checkByte("number", number);
        Unsigned.check("size", size);
    }
}
