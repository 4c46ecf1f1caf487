package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Required;

/**
 * How a firewall reaches its control plane.
 *
 * @param address control plane URL
 * @param authKey secret
 */
public record MachineVPN(
        @Required String address,
        @Required @JsonProperty("auth_key") String authKey,
        @Required boolean connected) {
    /** Without secrets and user data: this may end up in a log. */
    @Override
    public String toString() {
        return "MachineVPN[address=" + address + ", connected=" + connected + "]";
    }
}
