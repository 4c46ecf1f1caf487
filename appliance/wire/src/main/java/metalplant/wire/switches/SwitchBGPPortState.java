package metalplant.wire.switches;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Absent;

/**
 * What a port says of its BGP session. The keys are capitalised as here, in requests and answers alike.
 *
 * @param bgpState such as {@code Established}
 * @param bgpTimerUpEstablished unix seconds
 */
public record SwitchBGPPortState(
        @JsonProperty("AcceptedPrefixCounter") long acceptedPrefixCounter,
        @JsonProperty("BgpState") String bgpState,
        @JsonProperty("BgpTimerUpEstablished") long bgpTimerUpEstablished,
        @JsonProperty("Neighbor") String neighbor,
        @JsonProperty("PeerGroup") String peerGroup,
        @JsonProperty("SentPrefixCounter") long sentPrefixCounter,
        @JsonProperty("VrfName") String vrfName) {
    public SwitchBGPPortState {
        bgpState = Absent.toText(bgpState);
        neighbor = Absent.toText(neighbor);
        peerGroup = Absent.toText(peerGroup);
        vrfName = Absent.toText(vrfName);
    }
}
