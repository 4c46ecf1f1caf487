package metalplant.wire.switches;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Absent;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * A port of a switch.
 *
 * @param actual {@code UP}, {@code DOWN} or {@code UNKNOWN}; in the list of ports the wanted state while a
 *     change is pending, in a connection the real one
 * @param adminStatus {@code UP} or {@code DOWN} as an operator wants it; newer clients read it, left out when
 *     null
 * @param filter null without allocated machine
 * @param identifier unique on its switch
 * @param vrf "" is PXE, {@code default} a firewall, {@code vrf<N>} a machine
 */
public record SwitchNic(
        @Required String actual,

        @JsonProperty("admin_status") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        String adminStatus,

        @JsonProperty("bgp_port_state") @Nullable SwitchBGPPortState bgpPortState,
        @Nullable BGPFilter filter,
        @Required String identifier,
        @Required String mac,
        @Required String name,
        String vrf) {
    public SwitchNic {
        actual = Absent.toText(actual);
        identifier = Absent.toText(identifier);
        mac = Absent.toText(mac);
        name = Absent.toText(name);
        vrf = Absent.toText(vrf);
    }
}
