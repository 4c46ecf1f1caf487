package metalplant.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import metalplant.agent.api.FabricDocument;
import metalplant.agent.watch.Finding;
import metalplant.fabric.cabling.SwitchRole;
import metalplant.fabric.engine.SwitchOs;
import metalplant.fabric.zone.Zone;

/** What the agent tells a plant, in its words. */
final class Reports {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int TEXT_MAX = 256;

    private final AgentConfig config;
    private final String version;

    /** @param version of this agent */
    Reports(AgentConfig config, String version) {
        this.config = config;
        this.version = version;
    }

    ObjectNode registration(Map<String, Boolean> ports) {
        boolean sonic = config.box().os() == SwitchOs.SONIC;
        var body = JSON.objectNode()
                .put("id", config.box().name())
                .put("name", config.box().name())
                .put("partition_id", config.partition())
                .put("rack_id", config.rack())
                .put("management_user", sonic ? "admin" : "cumulus");
        config.box()
                .management()
                .address()
                .ifPresent(each -> body.put("management_ip", each.address().toString()));
        if (!config.room().isEmpty()) {
            body.put("room_id", config.room());
        }
        var nics = body.putArray("nics");
        ports.forEach((name, up) -> {
            if (!config.box().bridged().contains(name)) {
                nics.addObject()
                        .put("name", name)
                        .put("identifier", name)
                        .put("actual", up ? "UP" : "DOWN")
                        .putNull("mac");
            }
        });
        body.putObject("os")
                .put("vendor", sonic ? "SONiC" : "Cumulus")
                .put("version", "")
                .put("metal_core_version", version);
        return body;
    }

    ObjectNode notice(long nanos, Optional<String> error, Map<String, Boolean> ports, List<Sessions.Session> sessions) {
        var body = JSON.objectNode().put("sync_duration", nanos);
        error.ifPresentOrElse(text -> body.put("error", text), () -> body.putNull("error"));
        var states = body.putObject("port_states");
        ports.forEach((name, up) -> states.put(name, up ? "UP" : "DOWN"));
        var bgp = body.putObject("bgp_port_states");
        for (var each : sessions) {
            if (ports.containsKey(each.neighbour())) {
                bgp.putObject(each.neighbour())
                        .put("Neighbor", each.host())
                        .put("PeerGroup", each.group())
                        .put("VrfName", each.vrf())
                        .put("BgpState", each.state())
                        .put("BgpTimerUpEstablished", each.since())
                        .put("SentPrefixCounter", each.sent())
                        .put("AcceptedPrefixCounter", each.accepted());
            }
        }
        return body;
    }

    /**
     * What became of a model.
     *
     * @param applied the model that is on the switch; empty if none is
     * @param established neighbours with whom there is a session
     */
    ObjectNode fabric(
            String agent,
            Optional<FabricDocument> applied,
            Optional<String> error,
            List<Finding> findings,
            Set<String> quarantined,
            Agent.Turn turn,
            Set<String> established) {
        var body = JSON.objectNode()
                .put("agent", agent)
                .put("version", applied.map(FabricDocument::version).orElse(""))
                .put("role", config.box().role() == SwitchRole.EXIT ? "exit" : "leaf")
                .put("asn", config.box().asn())
                .put("turn", turn.wire())
                .put("error", cut(error.orElse("")));
        var uplinks = body.putArray("uplinks");
        config.box().links().forEach(uplinks::add);
        var cables = body.putArray("cables");
        config.cables()
                .forEach(each -> cables.addObject()
                        .put("name", each.name())
                        .put("address", each.address().address().toString())
                        .put("exit", each.exit())
                        .put("neighbour", each.neighbour().toString()));
        var peerings = body.putArray("peerings");
        applied.ifPresent(model -> model.peerings()
                .forEach((id, peer) -> peerings.addObject()
                        .put("id", id)
                        .put("revision", peer.revision())
                        .put("state", state(model.zone(), peer, findings, established))));
        var wrong = body.putArray("findings");
        for (var each : findings) {
            var finding = wrong.addObject()
                    .put("rule", each.rule())
                    .put("vrf", each.vrf())
                    .put("source", each.source());
            if (!each.prefix().isEmpty()) {
                finding.put("prefix", each.prefix());
            }
            finding.put("message", cut(each.message())).put("quarantined", quarantined.contains(each.vrf()));
        }
        return body;
    }

    /** One with a neighbour outside is verified as long as the neighbour is there. */
    private String state(Zone zone, FabricDocument.Peer peer, List<Finding> findings, Set<String> established) {
        if (isViolated(zone, peer, findings)) {
            return "violated";
        }
        return peer.neighbour().filter(each -> !established.contains(each)).isPresent() ? "applied" : "verified";
    }

    /** Whether something is wrong in the VRF of either end. */
    private boolean isViolated(Zone zone, FabricDocument.Peer peer, List<Finding> findings) {
        return Stream.of(peer.network1(), peer.network2())
                .flatMap(each -> zone.network(each).stream())
                .map(each -> config.box().os().vrf(each.vrf()))
                .anyMatch(vrf -> findings.stream().anyMatch(each -> each.vrf().equals(vrf)));
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(TEXT_MAX, text.length()));
    }
}
