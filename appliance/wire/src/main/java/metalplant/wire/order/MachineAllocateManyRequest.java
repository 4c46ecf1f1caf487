package metalplant.wire.order;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import metalplant.wire.machine.MachineAllocateRequest;
import org.jspecify.annotations.Nullable;

/**
 * Several machines, spread over zones.
 *
 * @param id a UUID of the caller's, so that the same order sent again stays one order; null draws one
 * @param count how many
 * @param zones {@code strict} or {@code best-effort}
 * @param zoneIds which ones; null and empty mean all in which there are partitions
 * @param machine what each of them shall be, without {@code uuid} and {@code partitionid}; names get a number, and the project's network of
 *     each partition is added
 */
public record MachineAllocateManyRequest(
        @Nullable String id,
        @Nullable Integer count,
        @Nullable String zones,
        @JsonProperty("zoneids") @Nullable List<String> zoneIds,
        @Nullable MachineAllocateRequest machine) {}
