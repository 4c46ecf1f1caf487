package metalplant.wire.size;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import metalplant.wire.Absent;
import metalplant.wire.Required;

/**
 * How much of a reservation is used in one partition.
 *
 * @param id of the reservation; repeats for each of its partitions
 * @param labels left out when empty
 * @param projectAllocations machines of the project with that size in that partition
 * @param usedAmount the lower of amount and allocations
 */
public record SizeReservationUsageResponse(
        @Required String id,
        String name,
        String description,
        @Required int amount,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> labels,
        @Required @JsonProperty("partitionid") String partitionId,
        @Required @JsonProperty("projectallocations") int projectAllocations,
        @Required @JsonProperty("projectid") String projectId,
        @Required @JsonProperty("sizeid") String sizeId,
        @Required @JsonProperty("usedamount") int usedAmount) {
    public SizeReservationUsageResponse {
        labels = Absent.toEmpty(labels);
    }
}
