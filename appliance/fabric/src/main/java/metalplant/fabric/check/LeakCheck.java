package metalplant.fabric.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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

    private static final Cidr EVERYTHING_6 = Cidr.parse("::/0");

    /** One, or while it changes what it was and what it will be: a VRF may then know what it may know by either. */
    private final List<Zone> zones;

    private final Map<String, SwitchPolicy> policies;
    private final Propagation routes;
    private final List<Finding> findings = new ArrayList<>();

    private LeakCheck(List<Zone> zones, Map<String, SwitchPolicy> policies) {
        this.zones = zones;
        this.policies = policies;
        var partitions = new HashMap<String, Integer>();
        partitions().forEach(each -> each.switches().forEach(name -> partitions.put(name, each.number())));
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
        var check = new LeakCheck(List.of(zone), policies);
        check.leaks();
        check.reach(zone);
        return List.copyOf(check.findings);
    }

    /** What leaks while one zone becomes another: a switch may have the policy of either, or one on the way. */
    public static List<Finding> between(Zone before, Zone after, Map<String, SwitchPolicy> policies) {
        var check = new LeakCheck(List.of(before, after), policies);
        check.leaks();
        return List.copyOf(check.findings);
    }

    private void leaks() {
        policies.values()
                .forEach(policy -> policy.mistakes()
                        .forEach(each -> findings.add(new Finding(Rule.POLICY, policy.name(), "", each))));
        announce();
        routes.settle();
        tables();
    }

    private Stream<Partition> partitions() {
        return zones.stream().flatMap(each -> each.partitions().stream());
    }

    private void announce() {
        var forged = tags();
        var universe = new LinkedHashSet<Cidr>(List.of(EVERYTHING, EVERYTHING_6));
        zones.forEach(zone -> {
            zone.networks().forEach(each -> universe.addAll(each.announced().toList()));
            zone.externals().forEach(each -> universe.addAll(each.takes()));
            zone.networks().forEach(each -> universe.addAll(each.destinations()));
            zone.peerings().forEach(each -> universe.addAll(each.publics()));
        });
        for (var zone : zones) {
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
        policies.values()
                .forEach(policy -> policy.vrfs()
                        .forEach(vrf -> vrf.sessions().stream()
                                .filter(each -> each.terms().stranger())
                                .forEach(session -> universe.forEach(
                                        prefix -> routes.tell(policy.name(), vrf.name(), session, prefix, forged)))));
    }

    /** All that any map looks for. */
    private Set<LargeCommunity> tags() {
        var found = new HashSet<LargeCommunity>();
        policies.values().stream()
                .flatMap(policy -> policy.communityLists().stream())
                .flatMap(list -> list.patterns().stream())
                .forEach(pattern -> found.add(pattern.any()));
        return found;
    }

    private void tables() {
        var seen = new HashSet<String>();
        partitions()
                .forEach(partition -> partition
                        .switches()
                        .filter(policies::containsKey)
                        .filter(seen::add)
                        .forEach(name -> routes.policy(name).vrfs().forEach(vrf -> {
                            var homes = zones.stream()
                                    .flatMap(zone -> zone.networks().stream()
                                            .filter(each -> (each.partition() == partition.number()
                                                            || each.partition() == Zone.ANYWHERE)
                                                    && vrf.name().equals(Planner.vrf(each.vrf())))
                                            .map(each -> new Home(zone, each)))
                                    .toList();
                            var guests = zones.stream()
                                    .flatMap(zone ->
                                            zone.guests(partition.number(), Planner.number(vrf.name())).stream())
                                    .toList();
                            if (!homes.isEmpty()) {
                                ofNetwork(name, vrf.name(), homes, guests);
                            } else if (!guests.isEmpty()) {
                                ofGuests(name, vrf.name(), guests);
                            } else {
                                ofDci(partition.number(), name, vrf.name());
                            }
                        })));
    }

    /** A network as one of the zones has it. */
    private record Home(Zone zone, Network network) {
        Stream<String> sources() {
            return zone.sources(network).stream().map(Planner::vrf);
        }

        boolean mayKnow(Cidr prefix) {
            return Zone.holds(zone.mayLearn(network), prefix)
                    || holds(network.further(), prefix)
                    || isFromOutside(prefix);
        }

        /** Of a route in the VRF of an external network that was taken from a network inside: whether it is an address that that one holds. */
        boolean mayBring(Route route) {
            return network.kind() != Zone.Kind.EXTERNAL
                    || zone.waysOut(network).stream()
                            .anyMatch(each -> Planner.vrf(each.inside().vrf()).equals(route.source())
                                    && each.publics().contains(route.prefix()));
        }

        boolean isFromOutside(Cidr prefix) {
            return zone.externals(network).stream()
                    .anyMatch(each -> each.takes().stream()
                            .anyMatch(taken -> taken.length() == 0 ? taken.equals(prefix) : taken.contains(prefix)));
        }

        boolean mayTell(String name, Route route) {
            var prefix = route.prefix();
            boolean exit = zone.ofExit(name).isPresent();
            if (route.via() == Via.LEAKED) {
                return (exit && mayRetell(route)) || (network.kind() == Zone.Kind.EXTERNAL && mayBring(route));
            }
            return network.announced().anyMatch(each -> each.contains(prefix))
                    || (exit && (isFromOutside(prefix) || mayRetell(route)));
        }

        /** Of another partition, and really from there. */
        private boolean mayRetell(Route route) {
            return !route.crossed().isEmpty() && zone.retold(network).anyMatch(each -> each.contains(route.prefix()));
        }

        boolean mayTellOutside(String cable, Cidr prefix) {
            return zone.externals(network).stream()
                    .anyMatch(each -> (each.exit() + ":" + each.port()).equals(cable) && holds(each.tells(), prefix));
        }
    }

    /** @param guests none but while one zone becomes another, in which the number of a network here is that of one elsewhere */
    private void ofNetwork(String name, String vrf, List<Home> homes, List<Network> guests) {
        var id = homes.getFirst().network().id();
        var sources = homes.stream().flatMap(Home::sources).collect(Collectors.toSet());
        // A VRF under a VNI is on leaves too: what only guests may know is wrong in it.
        boolean carried = routes.policy(name).vrf(vrf).orElseThrow().vni().isPresent();
        for (var route : routes.table(name, vrf)) {
            if (homes.stream().noneMatch(each -> each.mayKnow(route.prefix()))
                    && (carried || guests.stream().noneMatch(each -> holds(each.carried(), route.prefix())))) {
                add(
                        Rule.R1,
                        name,
                        vrf,
                        "%s must not know %s, which came by %s".formatted(id, route.prefix(), via(route)));
            }
            if (route.via() == Via.LEAKED
                    && (!sources.contains(route.source()) || homes.stream().noneMatch(each -> each.mayBring(route)))) {
                add(Rule.R2, name, vrf, "%s has %s of %s".formatted(id, route.prefix(), route.source()));
            }
            if (!route.crossed().isEmpty()
                    && homes.stream().allMatch(each -> holds(each.network().carried(), route.prefix()))) {
                add(Rule.R5, name, vrf, "%s is of %s and came from another partition".formatted(route.prefix(), id));
            }
        }
        for (var route : routes.exported(name, vrf)) {
            if (homes.stream().noneMatch(each -> each.mayTell(name, route))) {
                add(Rule.R3, name, vrf, "%s tells %s, which came by %s".formatted(id, route.prefix(), via(route)));
            }
        }
        routes.policy(name).vrf(vrf).orElseThrow().sessions().stream()
                .filter(session -> session.terms().stranger())
                .forEach(session -> routes.toldStranger(name, vrf, session)
                        .filter(prefix ->
                                homes.stream().noneMatch(each -> each.mayTellOutside(session.cable(), prefix)))
                        .forEach(prefix -> add(
                                Rule.R3,
                                name,
                                vrf,
                                "%s tells %s to %s outside".formatted(id, prefix, session.neighbour()))));
    }

    /** A VRF of another partition's networks at an exit: it has nothing but theirs, and tells it to nobody of the fabric but exits. */
    private void ofGuests(String name, String vrf, List<Network> guests) {
        for (var route : routes.table(name, vrf)) {
            if (route.via() == Via.LEAKED) {
                add(
                        Rule.R2,
                        name,
                        vrf,
                        "%s of another partition has %s of %s".formatted(vrf, route.prefix(), via(route)));
            }
            if (guests.stream().noneMatch(each -> holds(each.carried(), route.prefix()))) {
                add(
                        Rule.R1,
                        name,
                        vrf,
                        "%s of another partition must not know %s, which came by %s"
                                .formatted(vrf, route.prefix(), via(route)));
            }
        }
    }

    private void ofDci(int partition, String name, String vrf) {
        for (var route : routes.table(name, vrf)) {
            if (zones.stream().noneMatch(zone -> crosses(zone, route.prefix()))) {
                add(
                        Rule.R1,
                        name,
                        vrf,
                        "between partitions nobody may know %s, which came by %s"
                                .formatted(route.prefix(), via(route)));
            }
            if (!route.crossed().isEmpty()
                    && zones.stream()
                            .flatMap(zone -> zone.partition(partition).stream())
                            .anyMatch(each -> holds(each.supers(), route.prefix()))) {
                add(
                        Rule.R5,
                        name,
                        vrf,
                        "%s is of partition %d and came from another one".formatted(route.prefix(), partition));
            }
        }
    }

    private static boolean crosses(Zone zone, Cidr prefix) {
        return zone.networks().stream()
                .anyMatch(each ->
                        holds(each.carried(), prefix) && !zone.siblings(each).isEmpty());
    }

    private void reach(Zone zone) {
        publics(zone);
        for (var partition : zone.partitions()) {
            for (var leaf : partition.leaves()) {
                for (var id : leaf.hosts().keySet()) {
                    var network = zone.network(id).orElseThrow();
                    var vrf = Planner.vrf(network.vrf());
                    var known = new HashSet<Cidr>();
                    routes.table(leaf.name(), vrf).forEach(route -> known.add(route.prefix()));
                    zone.reach(network)
                            .filter(each -> each.kind() != Zone.Kind.EXTERNAL)
                            .filter(each -> each.partition() == network.partition()
                                    || Cables.join(zone, partition, each.partition()))
                            .flatMap(each -> hosts(zone, each))
                            .filter(host -> !known.contains(host))
                            .forEach(host -> add(
                                    Rule.REACH, leaf.name(), vrf, "%s does not know %s".formatted(network.id(), host)));
                    Stream.concat(
                                    zone.externals(network).stream().flatMap(each -> each.takes().stream()),
                                    ways(zone, partition, network))
                            .filter(prefix -> !known.contains(prefix))
                            .forEach(prefix -> add(
                                    Rule.REACH,
                                    leaf.name(),
                                    vrf,
                                    "%s does not know %s of outside".formatted(network.id(), prefix)));
                }
            }
        }
    }

    /** Addresses of external networks that machines announce are told to the neighbours of those. */
    private void publics(Zone zone) {
        for (var external : zone.externals()) {
            var network = zone.network(external.network()).orElseThrow();
            var vrf = Planner.vrf(network.vrf());
            var told = routes.policy(external.exit()).vrf(vrf).orElseThrow().sessions().stream()
                    .flatMap(session -> routes.toldStranger(external.exit(), vrf, session))
                    .collect(Collectors.toSet());
            var home = zone.ofExit(external.exit()).orElseThrow().number();
            zone.waysOut(network).stream()
                    .filter(each ->
                            each.external().equals(network) && each.inside().partition() == home)
                    .flatMap(each -> each.publics().stream().filter(host -> isAnnounced(zone, each.inside(), host)))
                    .filter(host -> holds(external.tells(), host) && !told.contains(host))
                    .forEach(host -> add(
                            Rule.REACH,
                            external.exit(),
                            vrf,
                            "outside nobody knows %s of %s".formatted(host, network.id())));
        }
    }

    private static boolean isAnnounced(Zone zone, Network network, Cidr host) {
        return network.announced().anyMatch(each -> each.contains(host))
                && zone.partitions().stream()
                        .flatMap(each -> each.leaves().stream())
                        .flatMap(each -> each.hosts().getOrDefault(network.id(), List.of()).stream())
                        .anyMatch(host::equals);
    }

    /** What comes in from outside by the external networks that a network has a way out by, as far as these lead there. */
    private static Stream<Cidr> ways(Zone zone, Partition home, Network network) {
        return zone.waysOut(network).stream()
                .map(Zone.WayOut::external)
                .filter(each -> each.kind() == Zone.Kind.EXTERNAL && !each.equals(network))
                .flatMap(external -> zone.externals(external).stream()
                        .filter(each -> home.exit(each.exit()).isPresent())
                        .flatMap(each -> each.takes().stream())
                        .filter(external.destinations()::contains));
    }

    private static Stream<Cidr> hosts(Zone zone, Network network) {
        return zone.partitions().stream()
                .flatMap(each -> each.leaves().stream())
                .flatMap(leaf -> leaf.hosts().getOrDefault(network.id(), List.of()).stream())
                .filter(host -> holds(network.carried(), host));
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
