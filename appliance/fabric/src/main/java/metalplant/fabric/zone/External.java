package metalplant.fabric.zone;

import java.util.List;
import metalplant.fabric.policy.Session.Terms;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/**
 * A network that speaks BGP with somebody else's router, at a port of an exit.
 *
 * @param network of which the exit then has the VRF
 * @param port of the exit
 * @param own the exit's address at the port, {@code length} long as the other one
 * @param neighbour the router
 * @param takes what it may tell: the default route if it is named, and else what lies in these
 * @param tells what it is told of what machines of the network announce
 */
public record External(
        String network,
        String exit,
        String port,
        IpAddress own,
        int length,
        IpAddress neighbour,
        long remoteAs,
        List<Cidr> takes,
        List<Cidr> tells,
        Terms terms) {
    public External {
        takes = takes.stream().sorted().toList();
        tells = tells.stream().sorted().toList();
    }

    /** The cable: nobody of ours has its other end. */
    String cable() {
        return exit + ":" + port;
    }
}
