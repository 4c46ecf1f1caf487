package metalplant.wireguard.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Members and keys in, every interface out. An interface per pair of plants and generation of its keys (ADR 12), each with one peer and
 * one address. The same input gives the same plan, in whatever order peers come.
 */
public final class MeshPlanner {
    /** What WireGuard puts around a packet that itself travels over IPv6. */
    private static final int OVERHEAD = 80;

    /** What IPv6 needs at least; below it the outer packets are cut instead. */
    private static final int MTU_MIN = 1_280;

    /** Routers forget a silent UDP flow after 30 seconds and later. */
    private static final int KEEPALIVE_SECONDS = 25;

    private static final int NAME_DIGITS = 8;

    private MeshPlanner() {}

    /**
     * The plan for {@code input}. What keeps one tunnel from coming up becomes a notice; what would make the mesh unsafe is refused.
     *
     * @throws metalplant.model.Problem RULE_VIOLATED, with the rule that was broken
     */
    public static MeshPlan plan(MeshInput input) {
        MeshRules.check(input);
        var links = new ArrayList<Link>();
        var notices = new TreeMap<MemberId, String>();
        for (var peer : inOrder(input.peers())) {
            links.addAll(links(input.self(), peer, notices));
        }
        links.sort(Comparator.comparing(Link::name));
        MeshRules.checkNames(links);
        MeshRules.checkPorts(links);
        return new MeshPlan(input.self().service().first(), input.overlay(), links, input.ports(), notices);
    }

    private static List<Peer> inOrder(List<Peer> peers) {
        return peers.stream().sorted(Comparator.comparing(Peer::id)).toList();
    }

    private static List<Link> links(Self self, Peer peer, SortedMap<MemberId, String> notices) {
        var generations = common(peer);
        if (generations.isEmpty()) {
            notices.put(
                    peer.id(),
                    "waits for keys: ours are of generation %s, theirs of %s"
                            .formatted(text(peer.ours()), text(peer.theirs())));
            return List.of();
        }
        if (self.behindNat() && peer.endpoints().isEmpty()) {
            notices.put(
                    peer.id(),
                    "both are behind NAT: forward UDP ports %d and %d to this plant, or the same on their side"
                            .formatted(
                                    Ports.of(self.basePort(), peer.number(), 2),
                                    Ports.of(self.basePort(), peer.number(), 1)));
        }
        int carrying = generations.contains(peer.sendsOn()) ? peer.sendsOn() : generations.getLast();
        return generations.stream()
                .map(generation -> link(self, peer, generation, generation == carrying))
                .toList();
    }

    private static List<Integer> common(Peer peer) {
        return peer.ours()
                .all()
                .map(OwnKey::generation)
                .filter(generation -> peer.theirs().of(generation).isPresent())
                .sorted()
                .toList();
    }

    private static String text(Keys<?> keys) {
        return keys.next().isPresent()
                ? keys.current().generation() + " and " + (keys.current().generation() + 1)
                : Integer.toString(keys.current().generation());
    }

    private static Link link(Self self, Peer peer, int generation, boolean carrying) {
        var ours = peer.ours().of(generation).orElseThrow();
        return new Link(
                name(self.id(), peer.id(), generation),
                peer.id(),
                generation,
                Ports.of(self.basePort(), peer.number(), generation),
                ours.key(),
                ours.file(),
                peer.theirs().of(generation).orElseThrow().key(),
                endpoint(self, peer, generation),
                peer.service().first(),
                self.behindNat() ? KEEPALIVE_SECONDS : 0,
                Math.max(MTU_MIN, peer.pathMtu() - OVERHEAD),
                carrying);
    }

    private static Optional<Endpoint.SocketAddress> endpoint(Self self, Peer peer, int generation) {
        if (peer.endpoints().isEmpty()) {
            return Optional.empty();
        }
        var chosen = peer.endpoints()
                .get(Math.floorMod(peer.endpointChoice(), peer.endpoints().size()));
        return Optional.of(chosen.at(self.number(), generation));
    }

    /**
     * The interface's name: both ends are in it, because the control sockets of wireguard-go in all network namespaces of a machine
     * lie in one folder.
     */
    static String name(MemberId self, MemberId peer, int generation) {
        var digits = HexFormat.of().formatHex(sha256(self + "/" + peer)).substring(0, NAME_DIGITS);
        return Link.PREFIX + digits + (generation % 2 == 0 ? "a" : "b");
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** All keys that must differ from each other: one used twice would join two pairs that shall know nothing of each other. */
    static Stream<PublicKey> keys(Peer peer) {
        return Stream.concat(
                peer.ours().all().map(OwnKey::key), peer.theirs().all().map(PeerKey::key));
    }
}
