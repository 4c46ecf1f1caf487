package metalplant.wire.vpn;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Required;

/**
 * A key to join the VPN of a project.
 *
 * @param address control plane address
 * @param authKey secret
 */
public record VPNResponse(
        @Required String address,
        @Required @JsonProperty("auth_key") String authKey) {
    /** Without secrets and user data: this may end up in a log. */
    @Override
    public String toString() {
        return "VPNResponse[address=" + address + "]";
    }
}
