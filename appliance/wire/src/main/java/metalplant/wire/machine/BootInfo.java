package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What the installer left for the next boot.
 *
 * @param bootloaderId without underscore
 * @param imageId the installed image
 */
public record BootInfo(
        @JsonProperty("bootloaderid") String bootloaderId,
        String cmdline,
        @JsonProperty("image_id") String imageId,
        String initrd,
        String kernel,
        @JsonProperty("os_partition") String osPartition,
        @JsonProperty("primary_disk") String primaryDisk) {}
