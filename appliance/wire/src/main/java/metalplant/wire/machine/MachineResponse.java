package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import metalplant.wire.Absent;
import metalplant.wire.Required;
import metalplant.wire.partition.PartitionResponse;
import metalplant.wire.size.SizeResponse;
import org.jspecify.annotations.Nullable;

/**
 * A machine, and in the same shape a firewall ({@code FirewallResponse}). Lists of 10,000 are written from these
 * records as they are: nothing is computed on the way.
 *
 * @param name usually "": an allocation has its own
 * @param allocation null when free
 * @param liveliness "", {@code Alive}, {@code Dead} or {@code Unknown}
 * @param partition null when unset
 * @param rackId "" until connected
 * @param size null when unset
 * @param tags never null, without order
 * @param unconfirmed ours: what was seen of the machine since this plant was restored, as long as nothing may be done to it; absent
 *     else
 */
public record MachineResponse(
        @Required String id,
        String name,
        String description,
        Instant created,
        Instant changed,
        @Nullable MachineAllocation allocation,
        @Required MachineBIOS bios,
        @Required MachineRecentProvisioningEvents events,
        @Required MachineHardware hardware,
        @Required @JsonProperty("ledstate") ChassisIdentifyLEDState ledState,
        @Required String liveliness,
        @Nullable PartitionResponse partition,
        @JsonProperty("rackid") String rackId,
        @Nullable SizeResponse size,
        @Required MachineState state,
        @Required List<String> tags,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String unconfirmed) {
    public MachineResponse {
        tags = Absent.toEmpty(tags);
    }
}
