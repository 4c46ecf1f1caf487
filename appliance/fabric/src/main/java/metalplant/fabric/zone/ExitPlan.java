package metalplant.fabric.zone;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import metalplant.fabric.policy.PrefixList;
import metalplant.fabric.policy.RouteMap;
import metalplant.fabric.policy.RouteMap.Change;
import metalplant.fabric.policy.RouteMap.Entry;
import metalplant.fabric.policy.RouteMap.Match;
import metalplant.fabric.policy.Session;
import metalplant.fabric.policy.SwitchPolicy;
import metalplant.fabric.policy.VrfPolicy;
import metalplant.fabric.zone.Zone.Cable;
import metalplant.fabric.zone.Zone.Exit;
import metalplant.fabric.zone.Zone.Partition;
import metalplant.model.ip.IpAddress;

/**
 * The policy of one exit. By the third proposal it carries the VRF of what crosses partitions, and changes only when a partition or its super
 * networks do, not with networks and peerings; what networks announce beside their prefixes into other partitions is the exception. By the
 * others it carries the VRFs of networks ({@link CarriedPlan}).
 */
final class ExitPlan {
    private static final int PREFIXES_MAX = 2000;

    private final Zone zone;
    private final Partition partition;
    private final Exit exit;

    private ExitPlan(Zone zone, Partition partition, Exit exit) {
        this.zone = zone;
        this.partition = partition;
        this.exit = exit;
    }

    static SwitchPolicy of(Zone zone, Partition partition, Exit exit) {
        var plan = new ExitPlan(zone, partition, exit);
        var cables = plan.cables();
        var outside = OutsidePlan.of(zone, exit.name());
        var lists = new ArrayList<PrefixList>();
        var maps = new ArrayList<>(List.of(RouteMap.DENY_ALL));
        var vrfs = new ArrayList<VrfPolicy>();
        if (!cables.isEmpty() && zone.proposal().carriesNetworks()) {
            var carried = CarriedPlan.of(zone, partition, cables);
            lists.addAll(carried.lists);
            maps.addAll(carried.maps);
            vrfs.addAll(carried.vrfs);
        } else if (!cables.isEmpty()) {
            lists.addAll(plan.lists());
            cables.stream().map(End::partition).distinct().sorted().forEach(each -> maps.add(plan.in(each)));
            maps.add(plan.out());
            maps.add(plan.advertised());
            vrfs.add(plan.vrf(cables));
        }
        lists.addAll(outside.lists());
        outside.maps().forEach(each -> beside(maps, each));
        outside.vrfs().forEach(each -> together(vrfs, each));
        return new SwitchPolicy(
                exit.name(),
                exit.asn(),
                lists,
                vrfs.isEmpty() ? List.of() : List.of(Tags.ANY_HERE, Tags.OURS_ANY, Tags.FROM_DCI, Tags.FROM_OUTSIDE),
                maps,
                vrfs);
    }

    /** A network that crosses and has a neighbour outside has one export, for both. */
    private static void beside(List<RouteMap> maps, RouteMap more) {
        for (int i = 0; i < maps.size(); i++) {
            if (maps.get(i).name().equals(more.name())) {
                maps.set(
                        i,
                        new RouteMap(
                                more.name(),
                                Stream.concat(maps.get(i).entries().stream(), more.entries().stream())
                                        .toList()));
                return;
            }
        }
        maps.add(more);
    }

    private static void together(List<VrfPolicy> vrfs, VrfPolicy more) {
        for (int i = 0; i < vrfs.size(); i++) {
            var one = vrfs.get(i);
            if (one.name().equals(more.name())) {
                vrfs.set(
                        i,
                        new VrfPolicy(
                                one.name(),
                                one.vni(),
                                one.machines(),
                                one.imports(),
                                one.importMap(),
                                one.advertisement(),
                                Stream.concat(one.sessions().stream(), more.sessions().stream())
                                        .toList()));
                return;
            }
        }
        vrfs.add(more);
    }

    /** The far end of a cable. */
    record End(String cable, IpAddress address, long asn, int partition) {}

    private List<End> cables() {
        return zone.cables().stream()
                .sorted(Comparator.comparing(Cable::name))
                .flatMap(each -> Stream.of(
                                each.exit1().equals(exit.name())
                                        ? end(each.name(), each.exit2(), each.address2())
                                        : Optional.<End>empty(),
                                each.exit2().equals(exit.name())
                                        ? end(each.name(), each.exit1(), each.address1())
                                        : Optional.<End>empty())
                        .flatMap(Optional::stream))
                .toList();
    }

    private Optional<End> end(String cable, String far, IpAddress address) {
        return zone.ofExit(far)
                .flatMap(there -> there.exit(far).map(other -> new End(cable, address, other.asn(), there.number())));
    }

    private List<PrefixList> lists() {
        return List.of(
                new PrefixList(
                        "OWN-SUPER",
                        Stream.concat(
                                        partition.supers().stream(),
                                        zone.pods(partition.number()).sorted())
                                .map(PrefixList.Rule::within)
                                .toList()),
                new PrefixList(
                        "FAR-SUPER",
                        zone.partitions().stream()
                                .filter(each -> each.number() != partition.number())
                                .flatMap(each -> Stream.concat(each.supers().stream(), zone.pods(each.number())))
                                .sorted()
                                .map(PrefixList.Rule::within)
                                .toList()));
    }

    /** What comes from a partition is never of this one, and says where it came from. */
    private RouteMap in(int from) {
        return new RouteMap(
                "DCI-IN-" + from,
                List.of(new Entry(
                        Match.prefixes("FAR-SUPER"),
                        new Change(
                                OptionalInt.empty(), Optional.of(Tags.ANY_HERE.name()), List.of(Tags.crossed(from))))));
    }

    /** Own routes, and those on their way from one partition to a third; that none comes back is BGP's own check of paths. */
    private RouteMap out() {
        var untagged = new Change(OptionalInt.empty(), Optional.of(Tags.ANY_HERE.name()), List.of());
        return new RouteMap(
                "DCI-OUT",
                List.of(
                        new Entry(Match.prefixes("OWN-SUPER"), untagged),
                        new Entry(Match.prefixes("FAR-SUPER").tagged(Tags.FROM_DCI.name()), untagged)));
    }

    private RouteMap advertised() {
        return new RouteMap(
                "ADV-" + partition.dci(),
                List.of(new Entry(Match.prefixes("FAR-SUPER").tagged(Tags.FROM_DCI.name()), Change.NOTHING)));
    }

    private VrfPolicy vrf(List<End> cables) {
        return new VrfPolicy(
                Planner.vrf(partition.dci()),
                OptionalInt.of(partition.dci()),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(new VrfPolicy.Advertisement(Optional.of("ADV-" + partition.dci()))),
                cables.stream()
                        .map(each -> new Session(
                                each.cable(),
                                each.address(),
                                each.asn(),
                                Optional.of("DCI-IN-" + each.partition()),
                                Optional.of("DCI-OUT"),
                                PREFIXES_MAX))
                        .toList());
    }
}
