package metalplant.fabric.zone;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import metalplant.fabric.policy.PrefixList;
import metalplant.fabric.policy.RouteMap;
import metalplant.fabric.policy.RouteMap.Change;
import metalplant.fabric.policy.RouteMap.Entry;
import metalplant.fabric.policy.RouteMap.Match;
import metalplant.fabric.policy.Session;
import metalplant.fabric.policy.VrfPolicy;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;

/**
 * What one exit does with routers of somebody else: takes what they may tell and nothing more, tells the fabric exactly that, and tells them
 * what machines of the network announce as far as they are to know it.
 *
 * @see "fabric-frr.md, section 8.5"
 */
final class OutsidePlan {
    private static final int PREFIXES_MAX = 1000;
    /** Longer ones are not told between strangers, unless it was agreed on exactly that. */
    private static final int LONGEST_4 = 24;

    private static final int LONGEST_6 = 48;

    private final List<PrefixList> lists = new ArrayList<>();
    private final List<RouteMap> maps = new ArrayList<>();
    private final List<VrfPolicy> vrfs = new ArrayList<>();

    private OutsidePlan() {}

    static OutsidePlan of(Zone zone, String exit) {
        var plan = new OutsidePlan();
        var byVrf = new TreeMap<Integer, List<External>>();
        for (var each : zone.externals()) {
            if (each.exit().equals(exit)) {
                byVrf.computeIfAbsent(zone.network(each.network()).orElseThrow().vrf(), _ -> new ArrayList<>())
                        .add(each);
            }
        }
        byVrf.forEach((vrf, externals) -> plan.vrf(
                vrf,
                externals.stream().sorted(Comparator.comparing(External::port)).toList()));
        return plan;
    }

    List<PrefixList> lists() {
        return lists;
    }

    List<RouteMap> maps() {
        return maps;
    }

    List<VrfPolicy> vrfs() {
        return vrfs;
    }

    private void vrf(int vrf, List<External> externals) {
        var sessions = externals.stream().map(this::session).toList();
        // What no list names does not get into the fabric, whatever a session let in.
        maps.add(new RouteMap(
                "ADV-" + vrf,
                externals.stream()
                        .map(each ->
                                new Entry(Match.prefixes(takes(each)).tagged(Tags.FROM_OUTSIDE.name()), Change.NOTHING))
                        .toList()));
        vrfs.add(new VrfPolicy(
                Planner.vrf(vrf),
                OptionalInt.of(vrf),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(new VrfPolicy.Advertisement(Optional.of("ADV-" + vrf))),
                sessions));
    }

    private Session session(External external) {
        var ours = Optional.of(Tags.OURS_ANY.name());
        lists.add(new PrefixList(
                takes(external),
                external.takes().stream().map(OutsidePlan::taken).toList()));
        lists.add(new PrefixList(
                tells(external),
                external.tells().stream().map(PrefixList.Rule::within).toList()));
        maps.add(new RouteMap(
                "EXT-IN-" + external.port(),
                List.of(new Entry(
                        Match.prefixes(takes(external)),
                        new Change(OptionalInt.empty(), ours, List.of(Tags.outside()))))));
        maps.add(new RouteMap(
                "EXT-OUT-" + external.port(),
                List.of(new Entry(Match.prefixes(tells(external)), new Change(OptionalInt.empty(), ours, List.of())))));
        return new Session(
                external.cable(),
                external.neighbour(),
                external.remoteAs(),
                Optional.of("EXT-IN-" + external.port()),
                Optional.of("EXT-OUT-" + external.port()),
                PREFIXES_MAX,
                external.terms());
    }

    /** What is taken of a prefix that a stranger may tell. */
    static PrefixList.Rule taken(Cidr prefix) {
        int longest = prefix.family() == AddressFamily.IPV4 ? LONGEST_4 : LONGEST_6;
        return prefix.length() == 0 || prefix.length() >= longest
                ? PrefixList.Rule.exactly(prefix)
                : new PrefixList.Rule(prefix, longest);
    }

    private static String takes(External external) {
        return "TAKES-" + external.port();
    }

    private static String tells(External external) {
        return "TELLS-" + external.port();
    }
}
