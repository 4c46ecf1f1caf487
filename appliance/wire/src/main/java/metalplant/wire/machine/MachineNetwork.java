package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import metalplant.wire.Absent;
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
        long asn,
        @JsonProperty("destinationprefixes") @Nullable List<String> destinationPrefixes,
        List<String> ips,
        boolean nat,
        @JsonProperty("nattypev2") String natTypeV2,
        @JsonProperty("networkid") String networkId,
        @JsonProperty("networktype") String networkType,
        @JsonProperty("networktypev2") String networkTypeV2,
        @Nullable List<String> prefixes,
        @JsonProperty("private") boolean privateNetwork,
        @JsonProperty("projectid") String projectId,
        boolean underlay,
        long vrf) {
    public MachineNetwork {
        ips = Absent.toEmpty(ips);
    }
}
