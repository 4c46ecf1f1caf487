package metalplant.wire.filesystem;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import metalplant.wire.Absent;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * A software RAID.
 *
 * @param arrayName such as {@code /dev/md0}
 * @param level "0" or "1": text, not a number
 */
public record Raid(
        @Required @JsonProperty("arrayname") String arrayName,
        @JsonProperty("createoptions") @Nullable List<String> createOptions,
        @Nullable List<String> devices,
        @Required String level,
        @Required int spares) {
    public Raid {
        arrayName = Absent.toText(arrayName);
        level = Absent.toText(level);
    }
}
