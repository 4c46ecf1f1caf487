package metalplant.fabric.zone;

import java.util.Optional;
import metalplant.model.ip.IpAddress;

/**
 * A wish that a network exchanges routes with a router of somebody else, at a port of an exit.
 *
 * @param network2 is there only to be refused: nobody gets to a neighbour through somebody else's peering
 * @param local address of the exit, in one prefix of {@code length} bits with {@code remote}
 */
public record Neighbour(
        String id,
        String network1,
        Optional<String> network2,
        String exit,
        String port,
        long localAs,
        IpAddress local,
        long remoteAs,
        IpAddress remote,
        int length) {}
