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

/** The policy of one leaf. */
final class LeafPlan {
    /** A peer in the same partition is nearer than what came over exits; what a VRF knows by itself has 100. */
    private static final int NEAR = 200;

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
        map("ADV-" + vrf, new Entry(Match.prefixes(mine).tagged("HERE"), Change.NOTHING));
        var imports = new ArrayList<String>();
        var entries = new ArrayList<Entry>();
        for (var peer : sorted(peers(network))) {
            imports.add(Planner.vrf(peer.vrf()));
            entries.add(new Entry(Match.prefixes(own(peer)).from(Planner.vrf(peer.vrf())), Change.preference(NEAR)));
        }
        if (crossing.contains(network)) {
            imports.add(Planner.vrf(partition.dci()));
            entries.add(new Entry(
                    Match.prefixes(far(network))
                            .from(Planner.vrf(partition.dci()))
                            .tagged(Tags.FROM_DCI.name()),
                    Change.preference(FAR)));
        }
        vrfs.add(new VrfPolicy(
                Planner.vrf(vrf),
                OptionalInt.of(vrf),
                Optional.of("IN-" + vrf),
                imports,
                imports.isEmpty() ? Optional.empty() : Optional.of(map("LEAK-" + vrf, entries)),
                Optional.of(new VrfPolicy.Advertisement(Optional.of("ADV-" + vrf))),
                List.of()));
    }

    /** VRFs without machines here, from which others take: a route that was taken leaves by the VRF from which it was. */
    private void sources() {
        members.stream()
                .flatMap(each -> peers(each).stream())
                .filter(each -> !members.contains(each))
                .distinct()
                .sorted(Comparator.comparingInt(Network::vrf))
                .forEach(each -> vrfs.add(new VrfPolicy(
                        Planner.vrf(each.vrf()),
                        OptionalInt.of(each.vrf()),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of())));
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

    /** What machines may announce, a list of its own: what peers may learn changes at other times. */
    private String announced(Network network) {
        var list = new PrefixList(
                "MAY-" + network.vrf(),
                network.announced().map(PrefixList.Rule::within).toList());
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

    /** Of an external network more than a leaf decides: what of it a project may tell there. Half of it would be a black hole. */
    private List<Network> peers(Network network) {
        return zone.peers(network).stream()
                .filter(each -> each.kind() != Zone.Kind.EXTERNAL)
                .toList();
    }

    private static List<Network> sorted(List<Network> networks) {
        return networks.stream().sorted(Comparator.comparingInt(Network::vrf)).toList();
    }
}
