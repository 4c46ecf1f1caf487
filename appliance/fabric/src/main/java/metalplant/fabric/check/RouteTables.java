package metalplant.fabric.check;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import metalplant.fabric.policy.Session;
import metalplant.fabric.policy.SwitchPolicy;
import metalplant.fabric.policy.VrfPolicy;
import metalplant.fabric.zone.Planner;
import metalplant.fabric.zone.Zone;
import metalplant.fabric.zone.Zone.Network;
import metalplant.fabric.zone.Zone.Partition;
import metalplant.model.ip.Cidr;

/**
 * What every VRF of every switch ends up with when machines announce what the zone says and neighbours outside what was agreed on, and what
 * it may know at most: to be held against what routers really have.
 */
public final class RouteTables {
    private final Zone zone;
    private final Map<String, SwitchPolicy> policies;
    private final Propagation routes;

    private RouteTables(Zone zone, Map<String, SwitchPolicy> policies) {
        this.zone = zone;
        this.policies = policies;
        var partitions = new HashMap<String, Integer>();
        zone.partitions().forEach(each -> each.switches().forEach(name -> partitions.put(name, each.number())));
        this.routes = new Propagation(policies, partitions);
    }

    /** @param source the VRF of the same switch that it was taken from; empty if it came by itself */
    public record Line(Cidr prefix, String source) implements Comparable<Line> {
        private static final Comparator<Line> ORDER =
                Comparator.comparing(Line::prefix).thenComparing(Line::source);

        @Override
        public int compareTo(Line other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * One VRF.
     *
     * @param network whose it is; empty for the one between partitions, and at exits for one of another partition
     * @param allowed in which everything lies that it may know
     * @param routes in the order of prefixes
     */
    public record Table(String vrf, OptionalInt vni, Optional<String> network, List<Cidr> allowed, List<Line> routes) {}

    /** The tables of each switch, in the order in which its policy has its VRFs. */
    public static Map<String, List<Table>> of(Zone zone, Map<String, SwitchPolicy> policies) {
        var tables = new RouteTables(zone, policies);
        tables.announce();
        tables.routes.settle();
        var found = new TreeMap<String, List<Table>>();
        for (var partition : zone.partitions()) {
            partition.switches().forEach(name -> found.put(name, tables.tables(partition, name)));
        }
        return found;
    }

    private void announce() {
        for (var partition : zone.partitions()) {
            for (var leaf : partition.leaves()) {
                leaf.hosts()
                        .forEach((id, hosts) -> zone.network(id)
                                .ifPresent(network -> hosts.forEach(host ->
                                        routes.announce(leaf.name(), Planner.vrf(network.vrf()), host, Set.of()))));
            }
        }
        policies.values()
                .forEach(policy -> policy.vrfs()
                        .forEach(vrf -> vrf.sessions().stream()
                                .filter(each -> each.terms().stranger())
                                .forEach(each -> outside(policy.name(), vrf.name(), each))));
    }

    private void outside(String name, String vrf, Session session) {
        zone.externals().stream()
                .filter(each -> each.exit().equals(name) && each.neighbour().equals(session.neighbour()))
                .flatMap(each -> each.takes().stream())
                .forEach(prefix -> routes.tell(name, vrf, session, prefix, Set.of()));
    }

    private List<Table> tables(Partition partition, String name) {
        return Optional.ofNullable(policies.get(name)).stream()
                .flatMap(policy -> policy.vrfs().stream())
                .map(vrf -> table(partition, name, vrf))
                .toList();
    }

    private Table table(Partition partition, String name, VrfPolicy vrf) {
        var network = zone.networks().stream()
                .filter(each -> (each.partition() == partition.number() || each.partition() == Zone.ANYWHERE)
                        && vrf.name().equals(Planner.vrf(each.vrf())))
                .findFirst();
        var lines = routes.table(name, vrf.name()).stream()
                .map(each -> new Line(each.prefix(), each.source()))
                .distinct()
                .sorted()
                .toList();
        var guests = zone.guests(partition.number(), Planner.number(vrf.name()));
        var reach = network.map(zone::mayLearn)
                .orElseGet(() -> (guests.isEmpty() ? zone.crossing() : guests)
                        .stream().flatMap(each -> each.carried().stream()));
        var taken =
                network.stream().flatMap(each -> zone.externals(each).stream()).flatMap(each -> each.takes().stream());
        var allowed = Stream.concat(reach, taken).distinct().sorted().toList();
        return new Table(vrf.name(), vrf.vni(), network.map(Network::id), allowed, lines);
    }
}
