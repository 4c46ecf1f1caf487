package metalplant.fabric.zone;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import metalplant.fabric.policy.PrefixList;
import metalplant.fabric.policy.RouteMap;
import metalplant.fabric.policy.RouteMap.Change;
import metalplant.fabric.policy.RouteMap.Entry;
import metalplant.fabric.policy.RouteMap.Match;
import metalplant.fabric.policy.SwitchPolicy;
import metalplant.fabric.policy.VrfPolicy;
import metalplant.fabric.zone.Zone.Leaf;
import metalplant.fabric.zone.Zone.Network;
import metalplant.fabric.zone.Zone.Partition;
import metalplant.model.ip.Cidr;

/** The policy of one leaf. */
final class LeafPlan {
    /** A peer in the same partition is nearer than what came over exits; what a VRF knows by itself has 100. */
    private static final int NEAR = 200;

    /** A firewall that tells a default route by itself has 100, and wins. */
    private static final int OUTSIDE = 80;

    private static final int FAR = 50;

    private final Zone zone;
    private final Partition partition;
    private final Leaf leaf;
    private final List<Network> members;
    private final List<Network> crossing;
    private final Map<Integer, PrefixList> own = new TreeMap<>();
    private final List<PrefixList> lists = new ArrayList<>();
    private final List<RouteMap> maps = new ArrayList<>(List.of(RouteMap.DENY_ALL));
    private final List<VrfPolicy> vrfs = new ArrayList<>();

    private LeafPlan(Zone zone, Partition partition, Leaf leaf) {
        this.zone = zone;
        this.partition = partition;
        this.leaf = leaf;
        this.members = zone.networks().stream()
                .filter(each -> leaf.hosts().containsKey(each.id()))
                .sorted(Comparator.comparingInt(Network::vrf))
                .toList();
        this.crossing = members.stream()
                .filter(each -> zone.proposal() == Proposal.LEAVES_LEAK
                        && !zone.siblings(each).isEmpty())
                .toList();
    }

    static SwitchPolicy of(Zone zone, Partition partition, Leaf leaf) {
        var plan = new LeafPlan(zone, partition, leaf);
        plan.members.forEach(plan::member);
        plan.sources();
        if (!plan.crossing.isEmpty()) {
            plan.dci();
        }
        return new SwitchPolicy(
                leaf.name(),
                leaf.asn(),
                Stream.concat(plan.own.values().stream(), plan.lists.stream()).toList(),
                List.of(Tags.hereList(leaf.asn()), Tags.OURS_ANY, Tags.FROM_DCI),
                plan.maps,
                plan.vrfs);
    }

    /** A VRF with machines at this leaf. */
    private void member(Network network) {
        int vrf = network.vrf();
        var mine = announced(network);
        map(
                "IN-" + vrf,
                new Entry(
                        Match.prefixes(mine),
                        new Change(
                                OptionalInt.empty(),
                                Optional.of(Tags.OURS_ANY.name()),
                                List.of(Tags.here(leaf.asn())))));
        var taken = taken(network);
        if (crossing.contains(network)) {
            taken.add(new Taken(
                    partition.dci(),
                    new Entry(
                            Match.prefixes(far(network))
                                    .from(Planner.vrf(partition.dci()))
                                    .tagged(Tags.FROM_DCI.name()),
                            Change.preference(FAR))));
        }
        var exports = new ArrayList<>(List.of(new Entry(Match.prefixes(mine).tagged("HERE"), Change.NOTHING)));
        publics(network)
                .ifPresent(list -> exports.add(new Entry(Match.prefixes(list).tagged("HERE"), Change.NOTHING)));
        vrf(network, Optional.of("IN-" + vrf), taken, exports);
    }

    /** What a VRF takes from another one. */
    private record Taken(int vrf, Entry entry) {}

    private List<Taken> taken(Network network) {
        var found = new ArrayList<Taken>();
        if (network.kind() == Zone.Kind.EXTERNAL) {
            insiders(network)
                    .forEach(each -> found.add(new Taken(
                            each.inside().vrf(),
                            new Entry(
                                    Match.prefixes(publics(each))
                                            .from(Planner.vrf(each.inside().vrf()))
                                            .tagged("HERE"),
                                    Change.NOTHING))));
            return found;
        }
        for (var peer : sorted(near(network))) {
            found.add(new Taken(
                    peer.vrf(),
                    new Entry(Match.prefixes(own(peer)).from(Planner.vrf(peer.vrf())), Change.preference(NEAR))));
        }
        zone.waysOut(network).stream()
                .map(Zone.WayOut::external)
                .sorted(Comparator.comparingInt(Network::vrf))
                .forEach(each -> found.add(new Taken(
                        each.vrf(),
                        new Entry(
                                Match.prefixes(destinations(each)).from(Planner.vrf(each.vrf())),
                                Change.preference(OUTSIDE)))));
        return found;
    }

    /** @param exports what EVPN learns; nothing, if there are none */
    private void vrf(Network network, Optional<String> machines, List<Taken> taken, List<Entry> exports) {
        int vrf = network.vrf();
        Optional<VrfPolicy.Advertisement> told = exports.isEmpty()
                ? Optional.empty()
                : Optional.of(new VrfPolicy.Advertisement(Optional.of(map("ADV-" + vrf, exports))));
        Optional<String> leak = taken.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        map("LEAK-" + vrf, taken.stream().map(Taken::entry).toList()));
        vrfs.add(new VrfPolicy(
                Planner.vrf(vrf),
                OptionalInt.of(vrf),
                machines,
                taken.stream().map(each -> Planner.vrf(each.vrf())).toList(),
                leak,
                told,
                List.of()));
    }

    /**
     * VRFs without machines here, from which others take: a route that was taken leaves by the VRF from which it was. One of an external
     * network tells the fabric the addresses of it that machines here have: by these their answers find them.
     */
    private void sources() {
        members.stream()
                .flatMap(each -> Stream.concat(
                        near(each).stream(), zone.waysOut(each).stream().map(Zone.WayOut::external)))
                .filter(each -> !members.contains(each))
                .distinct()
                .sorted(Comparator.comparingInt(Network::vrf))
                .forEach(each -> vrf(
                        each,
                        Optional.empty(),
                        each.kind() == Zone.Kind.EXTERNAL ? taken(each) : List.of(),
                        publics(each).stream()
                                .map(list -> new Entry(Match.prefixes(list).tagged("HERE"), Change.NOTHING))
                                .toList()));
    }

    /** The networks with machines here that get out by this external one. */
    private List<Zone.WayOut> insiders(Network external) {
        return zone.waysOut(external).stream()
                .filter(each -> members.contains(each.inside()))
                .sorted(Comparator.comparingInt(each -> each.inside().vrf()))
                .toList();
    }

    /** All addresses of an external network that machines here may have; empty if it is none, or they have none. */
    private Optional<String> publics(Network external) {
        if (external.kind() != Zone.Kind.EXTERNAL || insiders(external).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                list("PUB-" + external.vrf(), insiders(external).stream().flatMap(each -> each.publics().stream())));
    }

    private String publics(Zone.WayOut way) {
        return list("PUB-%d-%d".formatted(way.external().vrf(), way.inside().vrf()), way.publics().stream());
    }

    /** Exactly these. */
    private String list(String name, Stream<Cidr> prefixes) {
        lists.add(new PrefixList(
                name, prefixes.distinct().sorted().map(PrefixList.Rule::exactly).toList()));
        return name;
    }

    private String destinations(Network external) {
        var name = "TO-" + external.vrf();
        if (lists.stream().noneMatch(each -> each.name().equals(name))) {
            lists.add(new PrefixList(
                    name,
                    external.destinations().stream().map(OutsidePlan::taken).toList()));
        }
        return name;
    }

    /** The VRF of what crosses partitions. */
    private void dci() {
        lists.add(new PrefixList(
                "OWN-SUPER",
                Stream.concat(
                                partition.supers().stream(),
                                zone.pods(partition.number()).sorted())
                        .map(PrefixList.Rule::within)
                        .toList()));
        int dci = partition.dci();
        map("ADV-" + dci, new Entry(Match.prefixes("OWN-SUPER").tagged("HERE"), Change.NOTHING));
        var entries = crossing.stream()
                .map(each -> new Entry(
                        Match.prefixes(own(each)).from(Planner.vrf(each.vrf())).tagged("HERE"), Change.NOTHING))
                .toList();
        vrfs.add(new VrfPolicy(
                Planner.vrf(dci),
                OptionalInt.of(dci),
                Optional.empty(),
                crossing.stream().map(each -> Planner.vrf(each.vrf())).toList(),
                Optional.of(map("LEAK-" + dci, entries)),
                Optional.of(new VrfPolicy.Advertisement(Optional.of("ADV-" + dci))),
                List.of()));
    }

    private String own(Network network) {
        return own.computeIfAbsent(
                        network.vrf(),
                        vrf -> new PrefixList(
                                "OWN-" + vrf,
                                network.carried().stream()
                                        .sorted()
                                        .map(PrefixList.Rule::within)
                                        .toList()))
                .name();
    }

    /**
     * What machines may announce, a list of its own: what peers may learn changes at other times. Addresses of peers are not among it,
     * although the project may hold some: taken from there, they would be told on as if they had begun here.
     */
    private String announced(Network network) {
        var peers =
                near(network).stream().flatMap(each -> each.carried().stream()).toList();
        var list = new PrefixList(
                "MAY-" + network.vrf(),
                network.announced()
                        .filter(each -> !network.further().contains(each)
                                || peers.stream().noneMatch(one -> one.contains(each)))
                        .map(PrefixList.Rule::within)
                        .toList());
        lists.add(list);
        return list.name();
    }

    private String far(Network network) {
        var list = new PrefixList(
                "FAR-" + network.vrf(),
                zone.siblings(network).stream()
                        .flatMap(each -> each.carried().stream())
                        .sorted()
                        .map(PrefixList.Rule::within)
                        .toList());
        lists.add(list);
        return list.name();
    }

    private void map(String name, Entry entry) {
        map(name, List.of(entry));
    }

    private String map(String name, List<Entry> entries) {
        maps.add(new RouteMap(name, entries));
        return name;
    }

    /** Of an external network a VRF takes other things than its prefixes: {@link #taken}. */
    private List<Network> near(Network network) {
        return zone.peers(network).stream()
                .filter(each -> network.kind() != Zone.Kind.EXTERNAL && each.kind() != Zone.Kind.EXTERNAL)
                .toList();
    }

    private static List<Network> sorted(List<Network> networks) {
        return networks.stream().sorted(Comparator.comparingInt(Network::vrf)).toList();
    }
}
