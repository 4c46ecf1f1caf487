package metalplant.wire.filesystem;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * Whether a machine has the disks a layout needs.
 *
 * @param filesystemLayout layout id
 * @param machine machine id
 */
public record FilesystemLayoutMatchRequest(
        @Required @JsonProperty("filesystemlayout") @Nullable
        String filesystemLayout,

        @Required @Nullable String machine) {}
