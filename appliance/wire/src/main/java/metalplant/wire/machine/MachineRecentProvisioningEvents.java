package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import metalplant.wire.Absent;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * The newest events of a machine.
 *
 * @param lastBmcCommand what became of the last command to the management controller; left out when nobody said. metal-api does not have it
 * @param lastErrorEvent left out when there is none
 * @param lastEventTime null when there is none
 * @param log newest first, never null
 */
public record MachineRecentProvisioningEvents(
        @Required @JsonProperty("crash_loop") boolean crashLoop,
        @Required @JsonProperty("failed_machine_reclaim") boolean failedMachineReclaim,

        @JsonProperty("last_bmc_command") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        MachineBmcCommand lastBmcCommand,

        @JsonProperty("last_error_event") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        MachineProvisioningEvent lastErrorEvent,

        @JsonProperty("last_event_time") @Nullable Instant lastEventTime,
        @Required List<MachineProvisioningEvent> log) {
    public MachineRecentProvisioningEvents {
        log = Absent.toEmpty(log);
    }
}
