package metalplant.wireguard.plan;

import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/** Plants for tests, by number. Keys are made up: nobody holds their private halves. */
public final class Given {
    public static final Cidr OVERLAY = Cidr.parse("fd12:3456::/48");

    private Given() {}

    public static MeshInput input(Peer... peers) {
        return new MeshInput(self(), OVERLAY, List.of(peers), new TreeSet<>(Set.of(443, 5222, 7443)));
    }

    public static Self self() {
        return new Self(new MemberId("north"), 1, service(1), Ports.BASE_DEFAULT, false);
    }

    public static Self selfBehindNat() {
        return new Self(new MemberId("north"), 1, service(1), Ports.BASE_DEFAULT, true);
    }

    /** Plant number {@code n}, with one endpoint and first keys. */
    public static Peer peer(int n) {
        return new Peer(
                new MemberId("plant-" + n),
                n,
                service(n),
                List.of(endpoint("192.0.2." + n)),
                0,
                Keys.only(theirs(n, 1)),
                Keys.only(ours(n, 1)),
                1,
                1_500);
    }

    public static Endpoint endpoint(String address) {
        return new Endpoint(IpAddress.parse(address), Ports.BASE_DEFAULT);
    }

    public static Cidr service(int n) {
        return Cidr.parse("fd12:3456::%x/128".formatted(n));
    }

    public static PeerKey theirs(int n, int generation) {
        return new PeerKey(generation, key(n, generation, 2));
    }

    public static OwnKey ours(int n, int generation) {
        return new OwnKey(generation, key(n, generation, 1), Path.of("/keys/plant-%d.%d.key".formatted(n, generation)));
    }

    public static PublicKey key(int... seeds) {
        var bytes = new byte[32];
        for (int i = 0; i < seeds.length; i++) {
            bytes[2 * i] = (byte) (seeds[i] >> 8);
            bytes[2 * i + 1] = (byte) seeds[i];
        }
        return new PublicKey(Base64.getEncoder().encodeToString(bytes));
    }

    public static Peer with(Peer peer, Cidr service) {
        return new Peer(
                peer.id(),
                peer.number(),
                service,
                peer.endpoints(),
                peer.endpointChoice(),
                peer.theirs(),
                peer.ours(),
                peer.sendsOn(),
                peer.pathMtu());
    }

    public static Peer with(Peer peer, List<Endpoint> endpoints) {
        return new Peer(
                peer.id(),
                peer.number(),
                peer.service(),
                endpoints,
                peer.endpointChoice(),
                peer.theirs(),
                peer.ours(),
                peer.sendsOn(),
                peer.pathMtu());
    }

    public static Peer with(Peer peer, Keys<OwnKey> ours, Keys<PeerKey> theirs, int sendsOn) {
        return new Peer(
                peer.id(),
                peer.number(),
                peer.service(),
                peer.endpoints(),
                peer.endpointChoice(),
                theirs,
                ours,
                sendsOn,
                peer.pathMtu());
    }

    public static Peer withPathMtu(Peer peer, int pathMtu) {
        return new Peer(
                peer.id(),
                peer.number(),
                peer.service(),
                peer.endpoints(),
                peer.endpointChoice(),
                peer.theirs(),
                peer.ours(),
                peer.sendsOn(),
                pathMtu);
    }
}
