package metalplant.wire.switches;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * How the last configuration went, and what the ports say.
 *
 * @param bgpPortStates by port; null leaves all
 * @param error null when it went well
 * @param portStates port to {@code UP}, {@code DOWN} or {@code UNKNOWN}
 * @param syncDuration nanoseconds
 */
public record SwitchNotifyRequest(
        @JsonProperty("bgp_port_states") @Nullable Map<String, SwitchBGPPortState> bgpPortStates,
        @Required @Nullable String error,
        @Required @JsonProperty("port_states") @Nullable Map<String, String> portStates,
        @Required @JsonProperty("sync_duration") @Nullable Long syncDuration) {}
