package metalplant.wire.switches;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Absent;
import metalplant.wire.Required;

/**
 * What a port says of its BGP session. The keys are capitalised as here, in requests and answers alike.
 *
 * @param bgpState such as {@code Established}
 * @param bgpTimerUpEstablished unix seconds
 */
public record SwitchBGPPortState(
        @Required @JsonProperty("AcceptedPrefixCounter") long acceptedPrefixCounter,
        @Required @JsonProperty("BgpState") String bgpState,
        @Required @JsonProperty("BgpTimerUpEstablished") long bgpTimerUpEstablished,
        @Required @JsonProperty("Neighbor") String neighbor,
        @Required @JsonProperty("PeerGroup") String peerGroup,
        @Required @JsonProperty("SentPrefixCounter") long sentPrefixCounter,
        @Required @JsonProperty("VrfName") String vrfName) {
    public SwitchBGPPortState {
        bgpState = Absent.toText(bgpState);
        neighbor = Absent.toText(neighbor);
        peerGroup = Absent.toText(peerGroup);
        vrfName = Absent.toText(vrfName);
    }
}
