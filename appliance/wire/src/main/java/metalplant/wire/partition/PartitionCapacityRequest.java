package metalplant.wire.partition;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * For which partition, size and project to count.
 *
 * @param id a partition; null is all
 * @param projectId reservations of this project do not lower what is free
 * @param sizeId a size; null is all
 */
public record PartitionCapacityRequest(
        @Nullable String id,
        @Required @JsonProperty("projectid") @Nullable String projectId,
        @JsonProperty("sizeid") @Nullable String sizeId) {}
