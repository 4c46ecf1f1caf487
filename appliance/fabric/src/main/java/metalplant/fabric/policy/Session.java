package metalplant.fabric.policy;

import java.util.Optional;
import metalplant.model.ip.IpAddress;

/**
 * Plain eBGP with a neighbour over one cable.
 *
 * @param cable the name of the cable, the same at both ends; what is not known at another switch leads to a stranger
 * @param neighbour its address
 * @param in which routes are taken; a map that is not there takes none
 * @param out which are told
 * @param prefixesMax more of them end the session
 */
public record Session(
        String cable, IpAddress neighbour, long remoteAs, Optional<String> in, Optional<String> out, int prefixesMax) {}
