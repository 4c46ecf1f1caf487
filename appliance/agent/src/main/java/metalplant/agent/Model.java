package metalplant.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import metalplant.agent.api.FabricDocument;
import metalplant.agent.api.SwitchDocument;
import metalplant.fabric.engine.Desired;
import metalplant.fabric.engine.Engine;
import metalplant.fabric.engine.PartitionModel;
import metalplant.fabric.engine.PartitionModel.SwitchModel;
import metalplant.fabric.engine.Port;
import metalplant.fabric.engine.Rows;
import metalplant.fabric.policy.RouteMap;
import metalplant.fabric.policy.SwitchPolicy;
import metalplant.fabric.policy.VrfPolicy;
import metalplant.model.Problem;

/** From what a plant says to what this switch shall be. */
final class Model {
    private Model() {}

    /**
     * What it shall be.
     *
     * @param rows of CONFIG_DB: VRFs keep their VLANs
     * @param quarantined VRFs that take nothing from others
     */
    static Desired desired(
            AgentConfig config, SwitchDocument switches, FabricDocument fabric, Rows rows, Set<String> quarantined) {
        var ports = new ArrayList<>(switches.ports());
        var home = fabric.zone().partitions().getFirst();
        for (var cable : config.cables()) {
            ports.removeIf(each -> each.name().equals(cable.port()));
            ports.add(new Port(
                    cable.port(),
                    Port.Use.cable(
                            fabric.zone(),
                            home.number(),
                            cable.address().address(),
                            cable.address().length()),
                    true));
        }
        for (var each : fabric.zone().externals()) {
            int vrf = fabric.zone().network(each.network()).orElseThrow().vrf();
            ports.removeIf(port -> port.name().equals(each.port()));
            ports.add(new Port(each.port(), new Port.Use.Outside(vrf, each.own(), each.length()), true));
        }
        try {
            var model = new PartitionModel(fabric.zone(), List.of(new SwitchModel(config.box(), ports, vlans(rows))));
            var desired = Engine.desired(model).values().iterator().next();
            var frr = quarantined.isEmpty() ? desired : closed(desired, quarantined);
            Engine.texts(frr, "vtep");
            return frr;
        } catch (IllegalArgumentException e) {
            throw Problem.refused("the plant's model cannot be carried out: " + e.getMessage());
        }
    }

    /** Their maps of imports deny everything; what they know by themselves stays. */
    static Desired closed(Desired desired, Set<String> quarantined) {
        var policy = desired.policy();
        var maps = policy.vrfs().stream()
                .filter(each -> quarantined.contains(each.name()))
                .flatMap(each -> each.importMap().stream())
                .toList();
        return new Desired(
                desired.box(),
                desired.ports(),
                new SwitchPolicy(
                        policy.name(),
                        policy.asn(),
                        policy.prefixLists(),
                        policy.communityLists(),
                        policy.maps().stream()
                                .map(each -> maps.contains(each.name()) ? new RouteMap(each.name(), List.of()) : each)
                                .toList(),
                        policy.vrfs()),
                desired.vlans());
    }

    /** The same box, of whose FRR nothing is known: everything is then one change. */
    static Desired emptied(Desired desired) {
        return new Desired(
                desired.box(),
                List.of(),
                new SwitchPolicy(
                        desired.policy().name(),
                        desired.policy().asn(),
                        List.of(),
                        List.of(),
                        List.of(RouteMap.DENY_ALL),
                        List.of()),
                desired.vlans());
    }

    /** Nothing but the box: what a switch is before the agent has ever changed it. */
    static Desired nothing(AgentConfig config, Rows rows) {
        var empty = new SwitchPolicy(
                config.box().name(),
                config.box().asn(),
                List.of(),
                List.of(),
                List.of(RouteMap.DENY_ALL),
                List.<VrfPolicy>of());
        return new Desired(config.box(), List.of(), empty, new TreeMap<>(vlans(rows)));
    }

    private static Map<Integer, Integer> vlans(Rows rows) {
        var found = new TreeMap<Integer, Integer>();
        for (var key : rows.byKey().keySet()) {
            var form = MAP.matcher(key);
            if (form.matches()) {
                found.put(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
            }
        }
        found.values().removeIf(vlan -> vlan > 4094 || vlan < 1001 || vlan > 3000);
        return found;
    }

    private static final java.util.regex.Pattern MAP =
            java.util.regex.Pattern.compile("VXLAN_TUNNEL_MAP\\|[^|]+\\|map_([1-9][0-9]{0,7})_Vlan([1-9][0-9]{0,3})");
}
