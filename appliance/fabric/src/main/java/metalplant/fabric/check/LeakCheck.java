package metalplant.fabric.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import metalplant.fabric.check.Route.Via;
import metalplant.fabric.policy.LargeCommunity;
import metalplant.fabric.policy.SwitchPolicy;
import metalplant.fabric.zone.Planner;
import metalplant.fabric.zone.Zone;
import metalplant.fabric.zone.Zone.Network;
import metalplant.fabric.zone.Zone.Partition;
import metalplant.model.ip.Cidr;

/**
 * Holds policies against what their zone may do, without any FRR: no VRF of any switch can come to know a prefix that it may not, whatever
 * tenants announce; and every machine can be reached by whom it is to be reached.
 *
 * <p>Tenants are taken for hostile: besides what is theirs each announces every prefix of everybody else, the default route included, with
 * every tag that means something to a switch.
 */
public final class LeakCheck {
    private static final Cidr EVERYTHING = Cidr.parse("0.0.0.0/0");

    private final Zone zone;
    private final Map<String, SwitchPolicy> policies;
    private final Propagation routes;
    private final List<Finding> findings = new ArrayList<>();

    private LeakCheck(Zone zone, Map<String, SwitchPolicy> policies) {
        this.zone = zone;
        this.policies = policies;
        var partitions = new HashMap<String, Integer>();
        zone.partitions().forEach(each -> each.switches().forEach(name -> partitions.put(name, each.number())));
        this.routes = new Propagation(policies, partitions);
    }

    /** What a rule says of a VRF; the numbers of the rules are those of the monitor that looks at real switches. */
    public enum Rule {
        /** A VRF knows what it may not. */
        R1,
        /** It has something from a VRF that it has no peering with. */
        R2,
        /** It tells the fabric what is not its own, or did not begin at this switch. */
        R3,
        /** A partition learns its own prefixes from another one. */
        R5,
        /** A machine cannot be reached by whom it is to be reached. */
        REACH,
        /** The policy names what is not there, or leaves a door open. */
        POLICY
    }

    /** @param name the switch; empty where it is about the whole of it */
    public record Finding(Rule rule, String name, String vrf, String message) {}

    /** Everything that is wrong. */
    public static List<Finding> of(Zone zone, Map<String, SwitchPolicy> policies) {
        var check = new LeakCheck(zone, policies);
        policies.values()
                .forEach(policy -> policy.mistakes()
                        .forEach(each -> check.findings.add(new Finding(Rule.POLICY, policy.name(), "", each))));
        check.announce();
        check.routes.settle();
        check.tables();
        check.reach();
        return List.copyOf(check.findings);
    }

    private void announce() {
        var forged = tags();
        var universe = new LinkedHashSet<Cidr>(List.of(EVERYTHING));
        zone.networks().forEach(each -> universe.addAll(each.prefixes()));
        for (var partition : zone.partitions()) {
            for (var leaf : partition.leaves()) {
                leaf.hosts().forEach((id, hosts) -> {
                    var vrf = Planner.vrf(zone.network(id).orElseThrow().vrf());
                    hosts.forEach(host -> routes.announce(leaf.name(), vrf, host, Set.of()));
                    universe.forEach(prefix -> routes.announce(leaf.name(), vrf, prefix, forged));
                });
            }
        }
    }

    /** All that any map looks for. */
    private Set<LargeCommunity> tags() {
        var found = new HashSet<LargeCommunity>();
        policies.values().stream()
                .flatMap(policy -> policy.communityLists().stream())
                .forEach(list -> found.add(new LargeCommunity(
                        list.administrator().orElse(1),
                        list.kind(),
                        list.value().orElse(1))));
        return found;
    }

    private void tables() {
        for (var partition : zone.partitions()) {
            partition
                    .switches()
                    .forEach(name -> routes.policy(name).vrfs().forEach(vrf -> {
                        var network = zone.networks().stream()
                                .filter(each -> each.partition() == partition.number()
                                        && vrf.name().equals(Planner.vrf(each.vrf())))
                                .findFirst();
                        if (network.isPresent()) {
                            ofNetwork(name, vrf.name(), network.get());
                        } else {
                            ofDci(partition, name, vrf.name());
                        }
                    }));
        }
    }

    private void ofNetwork(String name, String vrf, Network network) {
        var sources = new HashSet<String>();
        zone.peers(network).forEach(each -> sources.add(Planner.vrf(each.vrf())));
        if (!zone.siblings(network).isEmpty()) {
            zone.partition(network.partition()).ifPresent(each -> sources.add(Planner.vrf(each.dci())));
        }
        Predicate<Cidr> allowed = prefix -> zone.reach(network).anyMatch(each -> holds(each.prefixes(), prefix));
        for (var route : routes.table(name, vrf)) {
            if (!allowed.test(route.prefix())) {
                add(
                        Rule.R1,
                        name,
                        vrf,
                        "%s must not know %s, which came by %s".formatted(network.id(), route.prefix(), via(route)));
            }
            if (route.via() == Via.LEAKED && !sources.contains(route.source())) {
                add(Rule.R2, name, vrf, "%s has %s of %s".formatted(network.id(), route.prefix(), route.source()));
            }
        }
        for (var route : routes.exported(name, vrf)) {
            if (!holds(network.prefixes(), route.prefix()) || route.via() == Via.LEAKED) {
                add(
                        Rule.R3,
                        name,
                        vrf,
                        "%s tells %s, which came by %s".formatted(network.id(), route.prefix(), via(route)));
            }
        }
    }

    private void ofDci(Partition partition, String name, String vrf) {
        var crossing = zone.networks().stream()
                .filter(each -> !zone.siblings(each).isEmpty())
                .toList();
        for (var route : routes.table(name, vrf)) {
            if (crossing.stream().noneMatch(each -> holds(each.prefixes(), route.prefix()))) {
                add(
                        Rule.R1,
                        name,
                        vrf,
                        "between partitions nobody may know %s, which came by %s"
                                .formatted(route.prefix(), via(route)));
            }
            if (!route.crossed().isEmpty() && holds(partition.supers(), route.prefix())) {
                add(
                        Rule.R5,
                        name,
                        vrf,
                        "%s is of partition %d and came from another one"
                                .formatted(route.prefix(), partition.number()));
            }
        }
    }

    private void reach() {
        for (var partition : zone.partitions()) {
            for (var leaf : partition.leaves()) {
                for (var id : leaf.hosts().keySet()) {
                    var network = zone.network(id).orElseThrow();
                    var vrf = Planner.vrf(network.vrf());
                    var known = new HashSet<Cidr>();
                    routes.table(leaf.name(), vrf).forEach(route -> known.add(route.prefix()));
                    zone.reach(network)
                            .filter(each ->
                                    each.partition() == network.partition() || joined(partition, each.partition()))
                            .flatMap(this::hosts)
                            .filter(host -> !known.contains(host))
                            .forEach(host -> add(
                                    Rule.REACH, leaf.name(), vrf, "%s does not know %s".formatted(network.id(), host)));
                }
            }
        }
    }

    private Stream<Cidr> hosts(Network network) {
        return zone.partitions().stream()
                .flatMap(each -> each.leaves().stream())
                .flatMap(leaf -> leaf.hosts().getOrDefault(network.id(), List.of()).stream());
    }

    /** Whether cables lead there, over others perhaps. */
    private boolean joined(Partition from, int wanted) {
        var seen = new HashSet<>(Set.of(from.number()));
        boolean grows = true;
        while (grows) {
            grows = false;
            for (var cable : zone.cables()) {
                var one = home(cable.exit1());
                var other = home(cable.exit2());
                if (seen.contains(one) != seen.contains(other)) {
                    grows |= seen.addAll(Set.of(one, other));
                }
            }
        }
        return seen.contains(wanted);
    }

    private int home(String exit) {
        return zone.ofExit(exit).map(Partition::number).orElse(0);
    }

    private static boolean holds(List<Cidr> prefixes, Cidr prefix) {
        return prefixes.stream().anyMatch(each -> each.contains(prefix));
    }

    private static String via(Route route) {
        return route.via() == Via.LEAKED
                ? "import of " + route.source()
                : route.via().name().toLowerCase(Locale.ROOT);
    }

    private void add(Rule rule, String name, String vrf, String message) {
        findings.add(new Finding(rule, name, vrf, message));
    }
}
