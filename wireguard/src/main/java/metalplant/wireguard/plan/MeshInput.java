package metalplant.wireguard.plan;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import metalplant.model.ip.Cidr;

/**
 * All that a plan follows from.
 *
 * @param overlay the private range that every service address lies in; nothing of it ever leaves outside of a tunnel
 * @param peers in any order
 * @param ports TCP ports that may be reached through the tunnels
 */
public record MeshInput(Self self, Cidr overlay, List<Peer> peers, SortedSet<Integer> ports) {
    public MeshInput {
        peers = List.copyOf(peers);
        ports = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(ports));
    }

    public MeshInput withPeers(List<Peer> changed) {
        return new MeshInput(self, overlay, changed, ports);
    }
}
