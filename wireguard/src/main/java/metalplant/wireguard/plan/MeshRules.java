package metalplant.wireguard.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import metalplant.model.Problem;
import metalplant.model.ip.Cidr;

/** What no plan may break, whatever the ledger says: a peer gets one address, its own, and a few ports. */
final class MeshRules {
    private static final Cidr UNIQUE_LOCAL = Cidr.parse("fc00::/7");
    private static final int HOST = 128;
    private static final int OVERLAY_LENGTH_MIN = 16;
    private static final int PORTS_MAX = 16;
    private static final int PORT_LAST = 65_535;

    /** NSQ and databases stay inside a plant, so nobody can open them by mistake. */
    private static final Set<Integer> NEVER = Set.of(4150, 4151, 4160, 4161, 5432, 26257, 8080);

    private MeshRules() {}

    static void check(MeshInput input) {
        checkOverlay(input.overlay());
        input.ports().forEach(MeshRules::checkPort);
        refuseIf(input.ports().size() > PORTS_MAX, "at most %d ports may be open to other plants".formatted(PORTS_MAX));
        refuseIf(input.peers().size() > Ports.NUMBER_MAX, "at most %d peers fit".formatted(Ports.NUMBER_MAX));
        checkService(input, input.self().id(), input.self().service());
        for (var peer : input.peers()) {
            checkService(input, peer.id(), peer.service());
            checkEndpoints(input, peer);
        }
        var self = input.self();
        unique("member", self.id(), input.peers(), Peer::id);
        unique("plant number", self.number(), input.peers(), Peer::number);
        unique("service address", self.service(), input.peers(), Peer::service);
        checkKeys(input.peers());
    }

    private static void checkOverlay(Cidr overlay) {
        refuseIf(
                !UNIQUE_LOCAL.contains(overlay) || overlay.length() < OVERLAY_LENGTH_MIN,
                "the mesh needs a range of %s of at least /%d, not %s"
                        .formatted(UNIQUE_LOCAL, OVERLAY_LENGTH_MIN, overlay));
    }

    private static void checkPort(int port) {
        refuseIf(port < 1 || port > PORT_LAST, "%d is no TCP port".formatted(port));
        refuseIf(NEVER.contains(port), "port %d belongs to NSQ or a database and never crosses".formatted(port));
    }

    private static void checkService(MeshInput input, MemberId id, Cidr service) {
        refuseIf(
                service.length() != HOST || service.family().bits() != HOST,
                "plant %s may use one address, a /%d, and not %s".formatted(id, HOST, service));
        refuseIf(
                !input.overlay().contains(service),
                "the address %s of plant %s is outside of %s".formatted(service, id, input.overlay()));
    }

    /** An endpoint inside the mesh would send a tunnel through itself. */
    private static void checkEndpoints(MeshInput input, Peer peer) {
        for (var endpoint : peer.endpoints()) {
            refuseIf(
                    input.overlay().contains(endpoint.address()),
                    "the endpoint %s of plant %s lies inside the mesh".formatted(endpoint.address(), peer.id()));
        }
    }

    private static <T> void unique(String what, T ofSelf, List<Peer> peers, Function<Peer, T> ofPeer) {
        var seen = new HashSet<T>();
        Stream.concat(Stream.of(ofSelf), peers.stream().map(ofPeer))
                .forEach(each -> refuseIf(!seen.add(each), "two plants have %s %s".formatted(what, each)));
    }

    private static void checkKeys(List<Peer> peers) {
        var seen = new HashSet<PublicKey>();
        peers.forEach(peer -> MeshPlanner.keys(peer)
                .forEach(key -> refuseIf(
                        !seen.add(key),
                        "a key of the pair with plant %s is used twice: %s".formatted(peer.id(), key))));
    }

    static void checkNames(List<Link> links) {
        var seen = new HashSet<String>();
        links.forEach(link -> refuseIf(!seen.add(link.name()), "two tunnels would be called " + link.name()));
    }

    /** Those with a number differ by it; so only two that meet us at once can. */
    static void checkPorts(List<Link> links) {
        var seen = new HashSet<Integer>();
        links.forEach(link ->
                refuseIf(!seen.add(link.listenPort()), "two tunnels would have the UDP port " + link.listenPort()));
    }

    private static void refuseIf(boolean broken, String why) {
        if (broken) {
            throw Problem.refused(why);
        }
    }
}
