package metalplant.wire.filesystem;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Whether a machine has the disks a layout needs.
 *
 * @param filesystemLayout layout id
 * @param machine machine id
 */
public record FilesystemLayoutMatchRequest(
        @JsonProperty("filesystemlayout") @Nullable String filesystemLayout,
        @Nullable String machine) {}
