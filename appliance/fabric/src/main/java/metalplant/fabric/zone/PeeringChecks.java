package metalplant.fabric.zone;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.fabric.zone.Admission.Refusal;
import metalplant.fabric.zone.Zone.Kind;
import metalplant.fabric.zone.Zone.Network;
import metalplant.fabric.zone.Zone.Peering;

/** Whether one more peering can be, beside those that were added before. */
final class PeeringChecks {
    private final Zone zone;
    private final Map<String, Network> networks;
    private final Map<String, List<Network>> peers = new HashMap<>();
    private final Set<Set<String>> pairs = new HashSet<>();

    PeeringChecks(Zone zone) {
        this.zone = zone;
        this.networks =
                zone.networks().stream().collect(Collectors.toMap(Network::id, Function.identity(), (one, _) -> one));
    }

    void add(Peering peering) {
        var first = networks.get(peering.network1());
        var second = networks.get(peering.network2());
        pairs.add(pair(peering));
        if (first != null && second != null) {
            peers.computeIfAbsent(first.id(), _ -> new ArrayList<>()).add(second);
            peers.computeIfAbsent(second.id(), _ -> new ArrayList<>()).add(first);
        }
    }

    private static Set<String> pair(Peering peering) {
        return new HashSet<>(List.of(peering.network1(), peering.network2()));
    }

    /** Everything against it. */
    List<Refusal> of(Peering peering) {
        var found = new ArrayList<Refusal>();
        var first = networks.get(peering.network1());
        var second = networks.get(peering.network2());
        if (first == null || second == null) {
            found.add(refusal(
                    "network-known",
                    "peering %s - %s names a network that is not there",
                    peering.network1(),
                    peering.network2()));
            return found;
        }
        if (first.equals(second)) {
            found.add(refusal("peering-two", "%s cannot have a peering with itself", first.id()));
            return found;
        }
        Stream.of(first, second).forEach(each -> kind(each, found));
        if (!found.isEmpty()) {
            return found;
        }
        if (pairs.contains(pair(peering))) {
            found.add(refusal("peering-once", "%s and %s have a peering already", first.id(), second.id()));
        }
        pair(first, second, found);
        publics(peering, Stream.of(first, second), found);
        disjoint(first, second, found);
        Stream.of(first, second)
                .filter(each -> each.kind() != Kind.EXTERNAL && peers(each).size() >= Admission.PEERINGS_MAX)
                .forEach(each -> found.add(
                        refusal("peerings-max", "network %s can have %d peerings", each.id(), Admission.PEERINGS_MAX)));
        return found;
    }

    private static void pair(Network first, Network second, List<Refusal> found) {
        if (!first.isNear(second)) {
            found.add(refusal("same-partition", "%s and %s are in different partitions", first.id(), second.id()));
        }
        if (!first.isShared() && !second.isShared() && !first.project().equals(second.project())) {
            found.add(refusal(
                    "same-project",
                    "%s and %s belong to different projects, and neither is shared",
                    first.id(),
                    second.id()));
        }
        if (first.isShared() && second.isShared()) {
            found.add(refusal("one-private", "%s and %s are both shared", first.id(), second.id()));
        }
    }

    /** What a project may tell outside are addresses of the external network, and none of its own. */
    private static void publics(Peering peering, Stream<Network> ends, List<Refusal> found) {
        var prefixes = ends.filter(each -> each.kind() == Kind.EXTERNAL)
                .flatMap(each -> each.prefixes().stream())
                .toList();
        peering.publics().stream()
                .filter(each -> prefixes.stream().noneMatch(one -> one.contains(each)))
                .forEach(each -> found.add(refusal(
                        "publics-inside", "%s of peering %s is in no external network of it", each, peering.id())));
    }

    /** What no tenant may come near. */
    static void kind(Network network, List<Refusal> found) {
        if (network.kind() == Kind.UNDERLAY) {
            found.add(refusal(
                    "not-underlay", "%s is an underlay, which only switches and firewalls reach", network.id()));
        }
        if (network.kind() == Kind.SUPER) {
            found.add(refusal(
                    "not-super",
                    "%s is a super network, which has no machines: name a network out of it",
                    network.id()));
        }
    }

    /** The VRF of each then knows the other, its other peers and its siblings: each address of them must be there once. */
    private void disjoint(Network first, Network second, List<Refusal> found) {
        if (first.overlaps(second)) {
            found.add(refusal("disjoint", "%s and %s have prefixes that overlap", first.id(), second.id()));
        }
        beside(first, second, found);
        beside(second, first, found);
    }

    private void beside(Network home, Network guest, List<Refusal> found) {
        if (home.kind() == Kind.EXTERNAL) {
            // It learns no prefixes of networks, only single addresses that are its own.
            return;
        }
        Stream.concat(peers(home).stream(), zone.siblings(home).stream())
                .filter(each -> !each.equals(guest) && each.overlaps(guest))
                .forEach(each -> found.add(refusal(
                        "disjoint", "%s overlaps %s, which %s reaches already", guest.id(), each.id(), home.id())));
    }

    private List<Network> peers(Network network) {
        return peers.getOrDefault(network.id(), List.of());
    }

    private static Refusal refusal(String rule, String message, Object... words) {
        return new Refusal(rule, message.formatted(words));
    }
}
