package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import metalplant.wire.Absent;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * What an allocation has of one network.
 *
 * @param asn the same in every network of the machine
 * @param ips never null
 * @param natTypeV2 as the NAT type of a network
 * @param networkType {@code privateprimaryunshared privateprimaryshared privatesecondaryshared external
 *     underlay}
 * @param networkTypeV2 as the type of a network
 * @param privateNetwork legacy
 * @param projectId of the network, or ""
 * @param underlay legacy
 * @param vrf a number here, text in switch ports
 */
public record MachineNetwork(
        @Required long asn,

        @Required @JsonProperty("destinationprefixes") @Nullable
        List<String> destinationPrefixes,

        @Required List<String> ips,
        @Required boolean nat,
        @Required @JsonProperty("nattypev2") String natTypeV2,
        @Required @JsonProperty("networkid") String networkId,
        @Required @JsonProperty("networktype") String networkType,
        @Required @JsonProperty("networktypev2") String networkTypeV2,
        @Required @Nullable List<String> prefixes,
        @Required @JsonProperty("private") boolean privateNetwork,
        @Required @JsonProperty("projectid") String projectId,
        @Required boolean underlay,
        @Required long vrf) {
    public MachineNetwork {
        ips = Absent.toEmpty(ips);
    }
}
