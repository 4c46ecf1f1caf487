package metalplant.fabric.zone;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import metalplant.fabric.policy.PrefixList;
import metalplant.fabric.policy.RouteMap;
import metalplant.fabric.policy.RouteMap.Change;
import metalplant.fabric.policy.RouteMap.Entry;
import metalplant.fabric.policy.RouteMap.Match;
import metalplant.fabric.policy.Session;
import metalplant.fabric.policy.VrfPolicy;
import metalplant.fabric.zone.ExitPlan.End;
import metalplant.fabric.zone.Zone.Network;
import metalplant.fabric.zone.Zone.Partition;

/**
 * The VRFs of networks that an exit carries to other partitions, each over a session of its own on each cable: proposals 1 and 2b. It has
 * those of all networks that cross in the zone, so that a partition in between can pass on what comes and goes at the same exit.
 *
 * @see "fabric-frr.md, sections 5 and 6"
 */
final class CarriedPlan {
    private static final int PREFIXES_MAX = 2000;

    private final Zone zone;
    private final Partition partition;
    private final List<End> cables;
    final List<PrefixList> lists = new ArrayList<>();
    final List<RouteMap> maps = new ArrayList<>();
    final List<VrfPolicy> vrfs = new ArrayList<>();

    private CarriedPlan(Zone zone, Partition partition, List<End> cables) {
        this.zone = zone;
        this.partition = partition;
        this.cables = cables;
    }

    static CarriedPlan of(Zone zone, Partition partition, List<End> cables) {
        var plan = new CarriedPlan(zone, partition, cables);
        var crossing = zone.crossing();
        for (int vrf : crossing.stream().map(Network::vrf).distinct().toList()) {
            var all = crossing.stream().filter(each -> each.vrf() == vrf).toList();
            if (zone.proposal() == Proposal.EQUAL_VNIS) {
                plan.equal(vrf, all);
            } else if (all.getFirst().partition() == partition.number()) {
                plan.home(all.getFirst());
            } else {
                plan.foreign(all.getFirst());
            }
        }
        return plan;
    }

    /** Proposal 1, a network of this partition: it is told to others by itself, and takes them from their VRFs. */
    private void home(Network network) {
        int vrf = network.vrf();
        var siblings = zone.siblings(network).stream()
                .sorted(Comparator.comparingInt(Network::vrf))
                .toList();
        list("OWN-" + vrf, List.of(network));
        list("FAR-" + vrf, siblings);
        // Without a preference of its own: of two copies FRR tells leaves the better one alone, and that must not be
        // another exit's.
        var taken = siblings.stream()
                .map(each -> new Entry(
                        Match.prefixes("OWN-" + each.vrf())
                                .from(Planner.vrf(each.vrf()))
                                .tagged(Tags.FROM_DCI.name()),
                        Change.NOTHING))
                .toList();
        maps.add(new RouteMap("LEAK-" + vrf, taken));
        maps.add(advertised(vrf));
        maps.add(out(vrf, own(vrf)));
        vrf(
                vrf,
                OptionalInt.of(vrf),
                siblings.stream().map(each -> Planner.vrf(each.vrf())).toList(),
                _ -> RouteMap.DENY_ALL.name());
    }

    /** Proposal 1, a network of another partition: EVPN learns nothing of this VRF, and nobody here is in it. */
    private void foreign(Network network) {
        int vrf = network.vrf();
        list("OWN-" + vrf, List.of(network));
        inbound(vrf, "OWN-" + vrf);
        maps.add(out(vrf, passing("OWN-" + vrf)));
        vrf(vrf, OptionalInt.empty(), List.of(), each -> in(vrf, each));
    }

    /** Proposal 2b: what comes from other partitions is told to the fabric, what is of this one to other partitions. */
    private void equal(int vrf, List<Network> all) {
        var here = all.stream()
                .filter(each -> each.partition() == partition.number())
                .toList();
        list(
                "FAR-" + vrf,
                all.stream()
                        .filter(each -> each.partition() != partition.number())
                        .toList());
        inbound(vrf, "FAR-" + vrf);
        if (here.isEmpty()) {
            // Without a VNI: the number may be somebody else's on leaves that have not changed yet.
            maps.add(out(vrf, passing("FAR-" + vrf)));
            vrf(vrf, OptionalInt.empty(), List.of(), each -> in(vrf, each));
            return;
        }
        list("OWN-" + vrf, here);
        maps.add(advertised(vrf));
        maps.add(out(vrf, own(vrf), passing("FAR-" + vrf)));
        vrf(vrf, OptionalInt.of(vrf), List.of(), each -> in(vrf, each));
    }

    private void vrf(int vrf, OptionalInt vni, List<String> imports, IntFunction<String> mapFromPartition) {
        vrfs.add(new VrfPolicy(
                Planner.vrf(vrf),
                vni,
                Optional.empty(),
                imports,
                imports.isEmpty() ? Optional.empty() : Optional.of("LEAK-" + vrf),
                vni.isEmpty() ? Optional.empty() : Optional.of(new VrfPolicy.Advertisement(Optional.of("ADV-" + vrf))),
                cables.stream()
                        .map(each -> new Session(
                                each.cable() + "." + vrf,
                                each.address(),
                                each.asn(),
                                Optional.of(mapFromPartition.apply(each.partition())),
                                Optional.of("DCI-OUT-" + vrf),
                                PREFIXES_MAX))
                        .toList()));
    }

    private void list(String name, List<Network> of) {
        lists.add(new PrefixList(
                name,
                of.stream()
                        .flatMap(each -> each.carried().stream())
                        .sorted()
                        .distinct()
                        .map(PrefixList.Rule::within)
                        .toList()));
    }

    private static String in(int vrf, int from) {
        return "DCI-IN-%d-%d".formatted(vrf, from);
    }

    /** What comes from a partition is of the networks that may come, and says where it came from. */
    private void inbound(int vrf, String list) {
        cables.stream()
                .map(End::partition)
                .distinct()
                .sorted()
                .forEach(from -> maps.add(new RouteMap(
                        in(vrf, from),
                        List.of(new Entry(
                                Match.prefixes(list),
                                new Change(
                                        OptionalInt.empty(),
                                        Optional.of(Tags.ANY_HERE.name()),
                                        List.of(Tags.crossed(from))))))));
    }

    private static RouteMap advertised(int vrf) {
        return new RouteMap(
                "ADV-" + vrf,
                List.of(new Entry(Match.prefixes("FAR-" + vrf).tagged(Tags.FROM_DCI.name()), Change.NOTHING)));
    }

    private static RouteMap out(int vrf, Match... matches) {
        var untagged = new Change(OptionalInt.empty(), Optional.of(Tags.ANY_HERE.name()), List.of());
        return new RouteMap(
                "DCI-OUT-" + vrf,
                Stream.of(matches).map(each -> new Entry(each, untagged)).toList());
    }

    private static Match own(int vrf) {
        return Match.prefixes("OWN-" + vrf);
    }

    /** On its way from one partition to a third. */
    private static Match passing(String list) {
        return Match.prefixes(list).tagged(Tags.FROM_DCI.name());
    }
}
