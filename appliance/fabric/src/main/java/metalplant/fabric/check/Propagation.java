package metalplant.fabric.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.fabric.check.Route.Via;
import metalplant.fabric.policy.LargeCommunity;
import metalplant.fabric.policy.RouteMap;
import metalplant.fabric.policy.Session;
import metalplant.fabric.policy.SwitchPolicy;
import metalplant.fabric.policy.VrfPolicy;
import metalplant.model.ip.Cidr;

/**
 * Lets routes flow until nothing new comes anywhere, as FRR does it, its doors that stand open by mistake included: an export whose map is
 * not there exports everything, an import whose map is not there nothing.
 *
 * <p>It finds at least what FRR finds: every route goes on, not only the best one, and only between partitions a path that comes back is
 * dropped.
 *
 * @see "fabric-frr.md, section 2: M1, M2, M3, M5, M6"
 */
final class Propagation {
    /** Far above what a sound zone has; a policy that goes round in circles ends here. */
    private static final int ROUTES_MAX = 2_000_000;

    private record Place(String name, String vrf) {}

    private record News(Place place, Route route) {}

    private final Map<String, SwitchPolicy> policies;
    /** Which switches hear each other in EVPN. */
    private final Map<String, Integer> partitions;

    private final Map<String, List<Place>> cables = new HashMap<>();
    private final Map<Place, Set<Route>> tables = new HashMap<>();
    private final Map<Place, Set<Route>> told = new HashMap<>();
    private final Deque<News> news = new ArrayDeque<>();
    private int count;

    Propagation(Map<String, SwitchPolicy> policies, Map<String, Integer> partitions) {
        this.policies = policies;
        this.partitions = partitions;
        policies.forEach((name, policy) -> policy.vrfs()
                .forEach(vrf -> vrf.sessions()
                        .forEach(session -> cables.computeIfAbsent(session.cable(), _ -> new ArrayList<>())
                                .add(new Place(name, vrf.name())))));
    }

    /** A machine at a switch announces this, with whatever tags. Without a VRF for machines there nothing comes of it. */
    void announce(String name, String vrf, Cidr prefix, Set<LargeCommunity> tags) {
        var policy = policy(name);
        policy.vrf(vrf)
                .flatMap(VrfPolicy::machines)
                .flatMap(map -> through(
                        policy,
                        Optional.of(map),
                        new Route(prefix, Via.MACHINE, "", Route.PREFERENCE, tags, Set.of()),
                        true))
                .ifPresent(route -> learn(new Place(name, vrf), route));
    }

    /** A neighbour that is nobody of ours tells this on a cable. */
    void tell(String name, String vrf, Session session, Cidr prefix, Set<LargeCommunity> tags) {
        through(policy(name), session.in(), new Route(prefix, Via.SESSION, "", Route.PREFERENCE, tags, Set.of()), false)
                .ifPresent(route -> learn(new Place(name, vrf), route));
    }

    /** What a stranger learns on a session, of all that the VRF ended up with. */
    Stream<Cidr> toldStranger(String name, String vrf, Session session) {
        var policy = policy(name);
        return table(name, vrf).stream()
                .flatMap(route -> through(policy, session.out(), route, false).stream())
                .map(Route::prefix)
                .distinct();
    }

    /** Until nothing moves. */
    void settle() {
        for (var next = news.poll(); next != null; next = news.poll()) {
            var policy = policy(next.place().name());
            var vrf = policy.vrf(next.place().vrf()).orElseThrow();
            leak(policy, next);
            export(policy, vrf, next);
            cross(policy, vrf, next);
        }
    }

    /** What a VRF of a switch ended up with. */
    Set<Route> table(String name, String vrf) {
        return Set.copyOf(tables.getOrDefault(new Place(name, vrf), Set.of()));
    }

    /** What EVPN learnt from a VRF of a switch. */
    Set<Route> exported(String name, String vrf) {
        return Set.copyOf(told.getOrDefault(new Place(name, vrf), Set.of()));
    }

    SwitchPolicy policy(String name) {
        return Optional.ofNullable(policies.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no policy of switch " + name));
    }

    private void learn(Place place, Route route) {
        if (tables.computeIfAbsent(place, _ -> new LinkedHashSet<>()).add(route)) {
            if (++count > ROUTES_MAX) {
                throw new IllegalStateException("routes without end: " + route);
            }
            news.add(new News(place, route));
        }
    }

    /** A route that was taken from another VRF is not taken again on the same switch. */
    private void leak(SwitchPolicy policy, News from) {
        if (from.route().via() == Via.LEAKED) {
            return;
        }
        for (var vrf : policy.vrfs()) {
            if (!vrf.imports().contains(from.place().vrf())) {
                continue;
            }
            var taken = with(from.route(), Via.LEAKED, from.place().vrf());
            through(policy, vrf.importMap(), taken, true)
                    .ifPresent(route -> learn(new Place(policy.name(), vrf.name()), route));
        }
    }

    /** What came by EVPN does not go back into it; what was taken from another VRF does, wherever it had come from. */
    private void export(SwitchPolicy policy, VrfPolicy vrf, News from) {
        if (vrf.advertisement().isEmpty() || vrf.vni().isEmpty() || from.route().via() == Via.EVPN) {
            return;
        }
        var map =
                vrf.advertisement().get().map().filter(each -> policy.map(each).isPresent());
        through(policy, map, from.route(), true).ifPresent(route -> {
            told.computeIfAbsent(from.place(), _ -> new HashSet<>()).add(route);
            var sent = new Route(route.prefix(), Via.EVPN, "", Route.PREFERENCE, route.tags(), route.crossed());
            hearers(policy, vrf).forEach(place -> learn(place, sent));
        });
    }

    /** Exits of a partition have one ASN, so the underlay brings neither the other's address, and what has it as next hop is not valid. */
    private Stream<Place> hearers(SwitchPolicy teller, VrfPolicy vrf) {
        return policies.values().stream()
                .filter(each -> each.asn() != teller.asn()
                        && Objects.equals(partitions.get(each.name()), partitions.get(teller.name())))
                .flatMap(each -> each.vrfs().stream()
                        .filter(other -> other.vni().isPresent() && other.vni().equals(vrf.vni()))
                        .map(other -> new Place(each.name(), other.name())));
    }

    private void cross(SwitchPolicy policy, VrfPolicy vrf, News from) {
        for (var session : vrf.sessions()) {
            var sent = through(policy, session.out(), from.route(), false);
            if (sent.isEmpty()) {
                continue;
            }
            var crossed = Stream.concat(sent.get().crossed().stream(), Stream.of(policy.asn()))
                    .collect(Collectors.toSet());
            for (var far : cables.getOrDefault(session.cable(), List.of())) {
                var there = policy(far.name());
                if (far.equals(from.place()) || crossed.contains(there.asn())) {
                    continue;
                }
                var back = there.vrf(far.vrf()).orElseThrow().sessions().stream()
                        .filter(each -> each.cable().equals(session.cable()))
                        .findFirst()
                        .orElseThrow();
                var came = new Route(
                        sent.get().prefix(),
                        Via.SESSION,
                        "",
                        Route.PREFERENCE,
                        sent.get().tags(),
                        crossed);
                through(there, back.in(), came, false).ifPresent(route -> learn(far, route));
            }
        }
    }

    /**
     * What a map makes of a route.
     *
     * @param map without one everything passes unchanged, if {@code open}; a session without one passes nothing
     */
    private static Optional<Route> through(SwitchPolicy policy, Optional<String> map, Route route, boolean open) {
        if (map.isEmpty()) {
            return open ? Optional.of(route) : Optional.empty();
        }
        return policy.map(map.get())
                .flatMap(found -> found.entries().stream()
                        .filter(entry -> matches(policy, entry.match(), route))
                        .findFirst()
                        .map(entry -> changed(policy, entry.change(), route)));
    }

    /** A list that is not there matches nothing, as far as FRR's own doings are known. */
    private static boolean matches(SwitchPolicy policy, RouteMap.Match match, Route route) {
        return match.sourceVrf().filter(vrf -> !vrf.equals(route.source())).isEmpty()
                && match.prefixes()
                        .filter(name -> policy.prefixList(name)
                                .filter(list -> list.permits(route.prefix()))
                                .isEmpty())
                        .isEmpty()
                && match.communities()
                        .filter(name -> policy.communityList(name)
                                .filter(list -> route.tags().stream().anyMatch(list::holds))
                                .isEmpty())
                        .isEmpty();
    }

    private static Route changed(SwitchPolicy policy, RouteMap.Change change, Route route) {
        var kept = route.tags().stream()
                .filter(tag -> change.delete().stream()
                        .flatMap(name -> policy.communityList(name).stream())
                        .noneMatch(list -> list.holds(tag)));
        var tags = Stream.concat(kept, change.add().stream()).collect(Collectors.toSet());
        return new Route(
                route.prefix(),
                route.via(),
                route.source(),
                change.preference().orElse(route.preference()),
                tags,
                route.crossed());
    }

    private static Route with(Route route, Via via, String source) {
        return new Route(route.prefix(), via, source, Route.PREFERENCE, route.tags(), route.crossed());
    }
}
