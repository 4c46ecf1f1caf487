package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Required;

/**
 * What the installer left for the next boot.
 *
 * @param bootloaderId without underscore
 * @param imageId the installed image
 */
public record BootInfo(
        @Required @JsonProperty("bootloaderid") String bootloaderId,
        @Required String cmdline,
        @Required @JsonProperty("image_id") String imageId,
        @Required String initrd,
        @Required String kernel,
        @Required @JsonProperty("os_partition") String osPartition,
        @Required @JsonProperty("primary_disk") String primaryDisk) {}
