package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Absent;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * A network an allocation asks for.
 *
 * @param autoAcquire null means true
 */
public record MachineAllocationNetwork(
        @Required @JsonProperty("autoacquire") @Nullable Boolean autoAcquire,
        @Required @JsonProperty("networkid") String networkId) {
    public MachineAllocationNetwork {
        networkId = Absent.toText(networkId);
    }
}
