package metalplant.wireguard.plan;

import java.util.List;
import metalplant.model.Problem;
import metalplant.model.ip.Cidr;

/**
 * Another plant, as the ledger knows it, and the keys of this pair.
 *
 * @param number its plant number, 0 to 255
 * @param service its address inside the mesh, a /128
 * @param endpoints in the order of preference; none means behind NAT
 * @param endpointChoice which of them to use, counted on and on: the remainder counts
 * @param theirs public keys it made for us
 * @param ours keys we made for it
 * @param sendsOn the generation that we send on; see {@link metalplant.wireguard.rotate.Rotation}
 * @param pathMtu bytes that pass between both without being cut, outside of the tunnel
 */
public record Peer(
        MemberId id,
        int number,
        Cidr service,
        List<Endpoint> endpoints,
        int endpointChoice,
        Keys<PeerKey> theirs,
        Keys<OwnKey> ours,
        int sendsOn,
        int pathMtu) {
    private static final int ENDPOINTS_MAX = 8;
    private static final int MTU_MIN = 576;
    private static final int MTU_MAX = 9_216;

    public Peer {
        Ports.checkNumber(number);
        endpoints = List.copyOf(endpoints);
        if (endpoints.size() > ENDPOINTS_MAX) {
            throw Problem.bad(
                    "plant %s has %d endpoints, %d are allowed".formatted(id, endpoints.size(), ENDPOINTS_MAX));
        }
        if (pathMtu < MTU_MIN || pathMtu > MTU_MAX) {
            throw Problem.bad(
                    "the path MTU to plant %s is from %d to %d, not %d".formatted(id, MTU_MIN, MTU_MAX, pathMtu));
        }
    }

    /** The same with another choice among its endpoints. */
    public Peer choosing(int choice) {
        return new Peer(id, number, service, endpoints, choice, theirs, ours, sendsOn, pathMtu);
    }
}
