package metalplant.rack.leaf;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import metalplant.rack.inventory.LeafSpec;
import metalplant.rack.inventory.ServerSpec;

/** What a leaf writes, as the agent on a SONiC switch writes it: no macs, and null where it knows nothing. */
final class LeafJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private LeafJson() {}

    static ObjectNode register(LeafSpec leaf) {
        ObjectNode request = JSON.objectNode()
                .put("id", leaf.id())
                .put("name", leaf.id())
                .put("partition_id", leaf.partition())
                .put("rack_id", leaf.rack())
                .put("management_ip", leaf.managementIp())
                .put("management_user", "admin");
        var nics = request.putArray("nics");
        for (String port : leaf.ports()) {
            nics.addObject()
                    .put("name", port)
                    .put("identifier", port)
                    .putNull("mac")
                    .putNull("actual");
        }
        request.putObject("os").put("vendor", "SONiC").put("version", "202311").put("metal_core_version", "simulated");
        return request;
    }

    static ObjectNode notice(Duration took, Optional<String> error, Map<String, Boolean> up) {
        ObjectNode notice = JSON.objectNode().put("sync_duration", took.toNanos());
        error.ifPresentOrElse(text -> notice.put("error", text), () -> notice.putNull("error"));
        var states = notice.putObject("port_states");
        up.forEach((port, isUp) -> states.put(port, isUp ? "UP" : "DOWN"));
        return notice;
    }

    static ObjectNode bgpState(ServerSpec neighbour, String vrf, Instant since) {
        return JSON.objectNode()
                .put("Neighbor", neighbour.name())
                .put("PeerGroup", vrf.equals("default") ? "FIREWALL" : "MACHINE")
                .put("VrfName", vrf)
                .put("BgpState", "Established")
                .put("BgpTimerUpEstablished", since.getEpochSecond())
                .put("SentPrefixCounter", 1)
                .put("AcceptedPrefixCounter", 1);
    }
}
