package metalplant.wire.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import metalplant.wire.Absent;

/**
 * An order of several machines and how far it is.
 *
 * @param zones {@code strict} or {@code best-effort}
 * @param state {@code running}, {@code done}, {@code taking-back} or {@code failed}
 * @param made machines that are there
 * @param message why it failed or is taken back, or why it has fewer machines than wanted; left out when there is nothing to say
 */
public record MachineOrderResponse(
        String id,
        String zones,
        int count,
        @JsonProperty("projectid") String projectId,
        String state,
        int made,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String message,
        Instant created,
        Instant changed,
        List<MachineOrderSlot> machines) {
    public MachineOrderResponse {
        message = Absent.toText(message);
        machines = Absent.toEmpty(machines);
    }
}
