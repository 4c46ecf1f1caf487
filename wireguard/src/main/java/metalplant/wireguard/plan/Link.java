package metalplant.wireguard.plan;

import java.nio.file.Path;
import java.util.Optional;
import metalplant.model.ip.IpAddress;

/**
 * One tunnel: an interface with one key of ours and one peer, who may use one address.
 *
 * @param name of the interface
 * @param ownKey public half of our key, to see whether the interface has it
 * @param keyFile private half of our key
 * @param endpoint where to send first; none if only the peer can begin
 * @param allowed the peer's service address; its /128 is the only thing the peer may send from and be sent to
 * @param keepaliveSeconds 0 if nothing between both forgets
 * @param mtu of the interface, in bytes
 * @param carrying whether we send on it; the other one of a pair only receives
 */
public record Link(
        String name,
        MemberId peer,
        int generation,
        int listenPort,
        PublicKey ownKey,
        Path keyFile,
        PublicKey peerKey,
        Optional<Endpoint.SocketAddress> endpoint,
        IpAddress allowed,
        int keepaliveSeconds,
        int mtu,
        boolean carrying) {
    /** What every interface of the mesh is called at first, and no other interface of the machine. */
    public static final String PREFIX = "pmesh";

    /** Where routes of a tunnel that carries stand; lower ones win. */
    private static final int CARRYING = 100;

    private static final int STANDING_BY = 200;

    /** Metric of the route through this interface. */
    public int metric() {
        return carrying ? CARRYING : STANDING_BY;
    }
}
