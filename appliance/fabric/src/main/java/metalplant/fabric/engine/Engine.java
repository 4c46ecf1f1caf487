package metalplant.fabric.engine;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import metalplant.fabric.policy.RouteMap;
import metalplant.fabric.policy.SwitchPolicy;
import metalplant.fabric.zone.Planner;
import metalplant.model.ip.Cidr;

/** From what a plant knows to what each of its switches shall be, and to the texts of that. */
public final class Engine {
    private Engine() {}

    /**
     * The configuration of a switch with SONiC or Cumulus.
     *
     * @param frr {@code frr.conf}
     * @param configDb rows of CONFIG_DB; none for Cumulus
     * @param interfaces {@code /etc/network/interfaces}; "" for SONiC
     */
    public record Texts(String frr, Rows configDb, String interfaces) {}

    /**
     * What each switch shall be, by name.
     *
     * @throws IllegalArgumentException if the zone is not admitted, or a switch has no room
     */
    public static Map<String, Desired> desired(PartitionModel model) {
        var policies = Planner.plan(model.zone());
        var found = new TreeMap<String, Desired>();
        for (var each : model.switches()) {
            found.put(each.box().name(), desired(each, policies));
        }
        return found;
    }

    private static Desired desired(PartitionModel.SwitchModel model, Map<String, SwitchPolicy> policies) {
        var box = model.box();
        var policy = policies.get(box.name());
        if (policy == null) {
            policy = new SwitchPolicy(
                    box.name(), box.asn(), List.of(), List.of(), List.of(RouteMap.DENY_ALL), List.of());
        }
        var vrfs = policy.vrfs().stream()
                .flatMapToInt(each -> each.vni().stream())
                .boxed()
                .toList();
        return new Desired(box, lanes(model.ports(), policy), policy, Vlans.assign(box, model.vlans(), vrfs));
    }

    /** A cable to another partition has a VLAN for each VRF that is spoken in over it. */
    private static List<Port> lanes(List<Port> ports, SwitchPolicy policy) {
        return ports.stream()
                .map(port -> port.use() instanceof Port.Use.Lanes lanes
                        ? new Port(
                                port.name(),
                                new Port.Use.Lanes(lanes.own(), lanes.length(), over(lanes, policy)),
                                port.up())
                        : port)
                .toList();
    }

    private static List<Integer> over(Port.Use.Lanes lanes, SwitchPolicy policy) {
        var net = new Cidr(lanes.own(), lanes.length());
        return policy.vrfs().stream()
                .filter(vrf -> vrf.sessions().stream()
                        .anyMatch(each -> !each.terms().stranger() && net.contains(each.neighbour())))
                .map(vrf -> Planner.number(vrf.name()))
                .toList();
    }

    /**
     * The texts of one.
     *
     * @param tunnel the name of SONiC's VXLAN_TUNNEL
     * @throws IllegalStateException if FRR would do something else than the text says: a mistake of ours
     */
    public static Texts texts(Desired desired, String tunnel) {
        var frr = FrrFile.of(desired);
        var mistakes = FileCheck.of(frr);
        if (!mistakes.isEmpty()) {
            throw new IllegalStateException(desired.box().name() + ": " + String.join("; ", mistakes));
        }
        return switch (desired.box().os()) {
            case SONIC -> new Texts(frr, SonicPlan.of(desired, tunnel), "");
            case CUMULUS -> new Texts(frr, Rows.NONE, CumulusInterfaces.of(desired));
        };
    }
}
