package metalplant.wireguard.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import metalplant.model.ip.Cidr;
import metalplant.wireguard.observe.Observation.SeenLink;
import metalplant.wireguard.observe.Observation.SeenRoute;
import metalplant.wireguard.observe.SeenDevice.SeenPeer;
import metalplant.wireguard.plan.FirewallText;
import metalplant.wireguard.plan.Link;
import metalplant.wireguard.plan.MeshPlan;

/**
 * The steps from what is to what shall be, in an order in which nothing is open or lost in between: the packet filter first, then the
 * refusal of what has no tunnel, new tunnels, routes, and only then what goes away.
 */
public final class Diff {
    private Diff() {}

    /**
     * What to change.
     *
     * @param movable links whose peer may be sent to the planned endpoint although WireGuard knows another one: it learns where a
     *     living peer roamed to, and that is better than any plan
     */
    public static List<Change> changes(MeshPlan plan, Observation seen, Set<String> movable) {
        var changes = new ArrayList<Change>();
        if (!seen.firewallIsOurs()) {
            changes.add(new Change.ReplaceFirewall(FirewallText.of(plan)));
        }
        addresses(plan, seen, changes);
        for (var link : plan.links()) {
            link(link, Optional.ofNullable(seen.links().get(link.name())), movable.contains(link.name()), changes);
        }
        routes(plan, seen, changes);
        var wanted = plan.links().stream().map(Link::name).collect(Collectors.toSet());
        seen.links().keySet().stream()
                .filter(name -> !wanted.contains(name))
                .forEach(name -> changes.add(new Change.RemoveLink(name)));
        return List.copyOf(changes);
    }

    private static void addresses(MeshPlan plan, Observation seen, List<Change> changes) {
        if (!seen.loopbackIsUp()) {
            changes.add(new Change.LoopbackUp());
        }
        if (!seen.addresses().contains(plan.service())) {
            changes.add(new Change.AddAddress(plan.service()));
        }
        seen.addresses().stream()
                .filter(address -> !address.equals(plan.service()))
                .forEach(address -> changes.add(new Change.RemoveAddress(address)));
        if (!seen.routes().contains(refusal(plan))) {
            changes.add(new Change.PutRefusal(plan.overlay()));
        }
    }

    private static SeenRoute refusal(MeshPlan plan) {
        return new SeenRoute(plan.overlay(), Optional.empty(), Argv.REFUSAL_METRIC, Optional.empty());
    }

    private static void link(Link link, Optional<SeenLink> seen, boolean movable, List<Change> changes) {
        var device = seen.flatMap(SeenLink::device);
        if (device.isEmpty()) {
            seen.ifPresent(_ -> changes.add(new Change.RemoveLink(link.name())));
            changes.add(new Change.MakeLink(link.name()));
        }
        if (device.isEmpty() || !isSet(link, device.get())) {
            changes.add(new Change.SetDevice(link.name(), link.listenPort(), link.keyFile()));
        }
        device.ifPresent(found -> found.peers().stream()
                .filter(peer -> !peer.key().equals(link.peerKey()))
                .forEach(peer -> changes.add(new Change.RemovePeer(link.name(), peer.key()))));
        peer(link, device.flatMap(found -> found.peer(link.peerKey())), movable).ifPresent(changes::add);
        if (device.isEmpty() || !seen.get().up() || seen.get().mtu() != link.mtu()) {
            changes.add(new Change.StartLink(link.name(), link.mtu()));
        }
    }

    private static boolean isSet(Link link, SeenDevice device) {
        return device.listenPort() == link.listenPort()
                && device.key().filter(link.ownKey()::equals).isPresent();
    }

    private static Optional<Change> peer(Link link, Optional<SeenPeer> seen, boolean movable) {
        if (seen.isEmpty()) {
            return Optional.of(whole(link));
        }
        var peer = seen.get();
        var endpoint = link.endpoint()
                .filter(wanted -> (movable || peer.endpoint().isEmpty())
                        && !peer.endpoint().equals(Optional.of(wanted)));
        var allowed = Optional.of(link.allowed().asHost())
                .filter(wanted -> !peer.allowed().equals(List.of(wanted)));
        var keepalive = peer.keepaliveSeconds() == link.keepaliveSeconds()
                ? OptionalInt.empty()
                : OptionalInt.of(link.keepaliveSeconds());
        return endpoint.isEmpty() && allowed.isEmpty() && keepalive.isEmpty()
                ? Optional.empty()
                : Optional.of(new Change.SetPeer(link.name(), link.peerKey(), endpoint, allowed, keepalive));
    }

    /** A peer with all it has. */
    public static Change.SetPeer whole(Link link) {
        return new Change.SetPeer(
                link.name(),
                link.peerKey(),
                link.endpoint(),
                Optional.of(link.allowed().asHost()),
                OptionalInt.of(link.keepaliveSeconds()));
    }

    private static void routes(MeshPlan plan, Observation seen, List<Change> changes) {
        var rebuilt = plan.links().stream()
                .filter(link -> Optional.ofNullable(seen.links().get(link.name()))
                        .flatMap(SeenLink::device)
                        .isEmpty())
                .map(Link::name)
                .collect(Collectors.toSet());
        var wanted = plan.links().stream().collect(Collectors.toMap(link -> route(plan, link), link -> link));
        plan.links().stream()
                .sorted(java.util.Comparator.comparingInt(Link::metric))
                .filter(link -> rebuilt.contains(link.name()) || !seen.routes().contains(route(plan, link)))
                .forEach(link -> changes.add(
                        new Change.PutRoute(link.name(), link.allowed().asHost(), link.metric(), plan.service())));
        leftovers(plan, seen, wanted, changes);
    }

    private static void leftovers(MeshPlan plan, Observation seen, Map<SeenRoute, Link> wanted, List<Change> changes) {
        for (var route : seen.routes()) {
            if (wanted.containsKey(route) || route.equals(refusal(plan)) || isReplaced(route, plan)) {
                continue;
            }
            changes.add(route.device()
                    .<Change>map(device -> new Change.RemoveRoute(device, route.target(), route.metric()))
                    .orElseGet(() -> new Change.RemoveRefusal(route.target(), route.metric())));
        }
    }

    /** The kernel keeps one route per target and metric: putting another one in its place was its end. */
    private static boolean isReplaced(SeenRoute route, MeshPlan plan) {
        return plan.links().stream()
                .anyMatch(link -> link.metric() == route.metric()
                        && new Cidr(link.allowed(), route.target().length()).equals(route.target())
                        && route.target().length() == link.allowed().family().bits());
    }

    private static SeenRoute route(MeshPlan plan, Link link) {
        return new SeenRoute(
                link.allowed().asHost(), Optional.of(link.name()), link.metric(), Optional.of(plan.service()));
    }
}
