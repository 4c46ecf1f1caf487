package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How a firewall reaches its control plane.
 *
 * @param address control plane URL
 * @param authKey secret
 */
public record MachineVPN(
        String address, @JsonProperty("auth_key") String authKey, boolean connected) {
    /** Without secrets and user data: this may end up in a log. */
    @Override
    public String toString() {
        return "MachineVPN[address=" + address + ", connected=" + connected + "]";
    }
}
