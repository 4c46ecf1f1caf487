package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * Which image to install anew.
 *
 * @param id ignored: the path says which machine
 * @param name ignored
 * @param description ignored
 * @param imageId an exact id
 */
public record MachineReinstallRequest(
        @Required @Nullable String id,
        @Nullable String name,
        @Nullable String description,
        @Required @JsonProperty("imageid") @Nullable String imageId) {}
