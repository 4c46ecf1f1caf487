package metalplant.wire.partition;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What machines of a partition boot before they have an operating system.
 *
 * @param commandLine kernel arguments
 * @param imageUrl where the initrd is
 * @param kernelUrl where the kernel is
 */
public record PartitionBootConfiguration(
        @JsonProperty("commandline") @Nullable String commandLine,
        @JsonProperty("imageurl") @Nullable String imageUrl,
        @JsonProperty("kernelurl") @Nullable String kernelUrl) {}
