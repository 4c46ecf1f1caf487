package metalplant.wireguard.observe;

import java.util.List;
import java.util.Optional;
import metalplant.model.ip.Cidr;
import metalplant.wireguard.plan.Endpoint;
import metalplant.wireguard.plan.PublicKey;

/**
 * What {@code wg show NAME dump} says, without the secrets in it.
 *
 * @param key public half of its key; none if it has no key yet
 */
public record SeenDevice(Optional<PublicKey> key, int listenPort, List<SeenPeer> peers) {
    public SeenDevice {
        peers = List.copyOf(peers);
    }

    /** The peer with this key, if it is there. */
    public Optional<SeenPeer> peer(PublicKey wanted) {
        return peers.stream().filter(peer -> peer.key().equals(wanted)).findFirst();
    }

    /**
     * A peer.
     *
     * @param handshakeSeconds of the last handshake since 1970, by this machine's clock; 0 if there was none
     * @param received bytes, with what WireGuard adds
     * @param sent bytes, with what WireGuard adds
     * @param keepaliveSeconds 0 if off
     */
    public record SeenPeer(
            PublicKey key,
            Optional<Endpoint.SocketAddress> endpoint,
            List<Cidr> allowed,
            long handshakeSeconds,
            long received,
            long sent,
            int keepaliveSeconds) {
        public SeenPeer {
            allowed = List.copyOf(allowed);
        }
    }
}
